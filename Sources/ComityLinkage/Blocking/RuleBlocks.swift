/// The blocks of one rule: groups of ranks that share a key. Groups of one row or of more than the bucket limit are
/// left out. Specs/linkage-model.md#blocking
struct RuleBlocks {
    /// `members[groupStarts[group] ..< groupStarts[group + 1]]` are ascending ranks.
    private(set) var groupStarts: [UInt32] = [0]
    private(set) var members: [UInt32] = []
    /// `groups[rowStarts[rank] ..< rowStarts[rank + 1]]` are the groups of a row.
    private(set) var rowStarts: [UInt32]
    private(set) var groups: [UInt32] = []

    /// Complexity: O(n log n) in the number of keys.
    init(_ entries: [Entry], rowCount: Int, bucketLimit: Int) {
        let sorted = Self.sorted(entries)
        rowStarts = Array(repeating: 0, count: rowCount + 1)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
            append(sorted[start..<end], bucketLimit)
            start = end
        }
        indexRows()
    }

    struct Entry: Comparable {
        let key: UInt64
        let rank: UInt32

        static func < (left: Entry, right: Entry) -> Bool {
            left.key != right.key ? left.key < right.key : left.rank < right.rank
        }
    }

    /// Entries by key, then rank, as they come by rank. Keys are hashes, so a counting pass over their highest bits
    /// leaves next to nothing to do. Complexity: O(entries) expected.
    private static func sorted(_ entries: [Entry]) -> [Entry] {
        guard entries.count > 32 else { return entries.sorted() }
        let bits = UInt64(64 - entries.count.leadingZeroBitCount)
        var starts = [UInt32](repeating: 0, count: (1 << Int(bits)) + 1)
        for entry in entries { starts[Int(entry.key >> (64 - bits)) + 1] += 1 }
        for place in 1..<starts.count { starts[place] += starts[place - 1] }
        let ordered = [Entry](unsafeUninitializedCapacity: entries.count) { buffer, count in
            for entry in entries {
                let slot = Int(entry.key >> (64 - bits))
                buffer[Int(starts[slot])] = entry
                starts[slot] += 1
            }
            count = entries.count
        }
        return insertionSorted(ordered)
    }

    private static func insertionSorted(_ entries: [Entry]) -> [Entry] {
        var entries = entries
        for place in 1..<entries.count where entries[place] < entries[place - 1] {
            let entry = entries[place]
            var hole = place
            while hole > 0, entry < entries[hole - 1] {
                entries[hole] = entries[hole - 1]
                hole -= 1
            }
            entries[hole] = entry
        }
        return entries
    }

    /// The pairs that the rule proposes; with `sources`, only those of different sources. Complexity: O(members).
    func pairCount(sources: [UInt32]?) -> Int {
        var pairs = 0
        for group in 0..<groupStarts.count - 1 {
            let range = Int(groupStarts[group])..<Int(groupStarts[group + 1])
            pairs += range.count * (range.count - 1) / 2
            guard let sources else { continue }
            let ordered = members[range].map { sources[Int($0)] }.sorted()
            var run = 0
            for place in ordered.indices {
                run = place > 0 && ordered[place] == ordered[place - 1] ? run + 1 : 0
                pairs -= run
            }
        }
        return pairs
    }

    private mutating func append(_ group: ArraySlice<Entry>, _ bucketLimit: Int) {
        guard group.count > 1 else { return }
        let first = members.count
        for entry in group where members.count == first || members[members.count - 1] != entry.rank {
            members.append(entry.rank)
        }
        let size = members.count - first
        guard size > 1, size <= bucketLimit else {
            members.removeLast(size)
            return
        }
        groupStarts.append(UInt32(members.count))
    }

    private mutating func indexRows() {
        for rank in members { rowStarts[Int(rank) + 1] += 1 }
        for row in 1..<rowStarts.count { rowStarts[row] += rowStarts[row - 1] }
        groups = Array(repeating: 0, count: members.count)
        var next = rowStarts
        for group in 0..<groupStarts.count - 1 {
            for place in Int(groupStarts[group])..<Int(groupStarts[group + 1]) {
                let rank = Int(members[place])
                groups[Int(next[rank])] = UInt32(group)
                next[rank] += 1
            }
        }
    }
}
