/// The blocks of one rule: groups of ranks that share a key. Groups of one row or of more than the bucket limit are
/// left out. Specs/linkage-model.md#blocking
final class RuleBlocks: @unchecked Sendable {
    /// `members[starts[block] ..< starts[block + 1]]` are ascending ranks.
    let starts = Slab<UInt32>()
    let members = Slab<UInt32>()
    /// If rows have several keys: `blocks[rowStarts[rank] ..< rowStarts[rank + 1]]` are the blocks of a row, ascending.
    private(set) var rowStarts: Slab<UInt32>?
    private(set) var rowBlocks: Slab<UInt32>?

    struct Entry {
        var key: UInt64
        var rank: UInt32
    }

    /// - Parameters:
    ///   - entries: by rank.
    ///   - hasSeveral: whether a row has more than one entry.
    /// Complexity: O(entries), as keys are hashes.
    init(_ entries: Slab<Entry>, rowCount: Int, bucketLimit: Int, hasSeveral: Bool) {
        starts.append(0)
        let sorted = Self.sorted(entries)
        let count = sorted.count
        let base = sorted.base
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, base[end].key == base[start].key { end += 1 }
            if end - start > 1 { append(base + start, end - start, bucketLimit) }
            start = end
        }
        if hasSeveral { indexRows(rowCount) }
    }

    var count: Int { starts.count - 1 }

    @inline(__always)
    func block(_ number: Int) -> UnsafeBufferPointer<UInt32> {
        let start = Int(starts.base[number])
        return UnsafeBufferPointer(start: members.base + start, count: Int(starts.base[number + 1]) - start)
    }

    /// The members of some blocks in a row.
    @inline(__always)
    func members(_ blocks: ClosedRange<Int>) -> UnsafeBufferPointer<UInt32> {
        let start = Int(starts.base[blocks.lowerBound])
        let end = Int(starts.base[blocks.upperBound + 1])
        return UnsafeBufferPointer(start: members.base + start, count: end - start)
    }

    /// The first block that two rows share. Complexity: O(keys of the rows).
    func firstShared(_ left: UInt32, _ right: UInt32) -> UInt32? {
        guard let rowStarts, let rowBlocks else { return nil }
        var one = Int(rowStarts.base[Int(left)])
        var other = Int(rowStarts.base[Int(right)])
        let oneEnd = Int(rowStarts.base[Int(left) + 1])
        let otherEnd = Int(rowStarts.base[Int(right) + 1])
        while one < oneEnd, other < otherEnd {
            let difference = Int(rowBlocks.base[one]) - Int(rowBlocks.base[other])
            if difference == 0 { return rowBlocks.base[one] }
            if difference < 0 { one += 1 } else { other += 1 }
        }
        return nil
    }

    /// The pairs that the rule proposes; with `sources`, only those of different sources. Complexity: O(members).
    func pairCount(sources: [UInt32]?) -> Int {
        var pairs = 0
        for number in 0..<count { pairs += Self.pairCount(block(number), sources) }
        return pairs
    }

    static func pairCount(_ block: UnsafeBufferPointer<UInt32>, _ sources: [UInt32]?) -> Int {
        let pairs = block.count * (block.count - 1) / 2
        guard let sources else { return pairs }
        let ordered = block.map { sources[Int($0)] }.sorted()
        var run = 0
        var within = 0
        for place in ordered.indices {
            run = place > 0 && ordered[place] == ordered[place - 1] ? run + 1 : 0
            within += run
        }
        return pairs - within
    }

    private func append(_ group: UnsafePointer<Entry>, _ size: Int, _ bucketLimit: Int) {
        let first = members.count
        for place in 0..<size where place == 0 || group[place].rank != group[place - 1].rank {
            members.append(group[place].rank)
        }
        let distinct = members.count - first
        guard distinct > 1, distinct <= bucketLimit else { return members.removeLast(distinct) }
        starts.append(UInt32(members.count))
    }

    private func indexRows(_ rowCount: Int) {
        let starts = Slab<UInt32>(repeating: 0, count: rowCount + 1)
        for rank in members.buffer { starts.base[Int(rank) + 1] += 1 }
        for row in 0..<rowCount { starts.base[row + 1] += starts.base[row] }
        let next = Slab(copying: starts)
        let blocks = Slab<UInt32>(repeating: 0, count: members.count)
        for number in 0..<count {
            for rank in block(number) {
                blocks.base[Int(next.base[Int(rank)])] = UInt32(number)
                next.base[Int(rank)] += 1
            }
        }
        rowStarts = starts
        rowBlocks = blocks
    }

    /// Bits of a key by which entries are first dealt into parts, so that a part lies in the processor's cache.
    private static let partBits = 10
    /// Fewer entries are sorted as they are.
    private static let fewEntries = 4_096

    /// Entries by key, then rank. Keys are hashes: dealt by their highest bits they are all but sorted.
    private static func sorted(_ entries: Slab<Entry>) -> Slab<Entry> {
        guard entries.count > fewEntries else {
            let sorted = Slab(copying: entries)
            var buffer = sorted.buffer
            buffer.sort { $0.key != $1.key ? $0.key < $1.key : $0.rank < $1.rank }
            return sorted
        }
        let dealt = Slab<Entry>(repeating: Entry(key: 0, rank: 0), count: entries.count)
        let parts = deal(entries.buffer, dealt.buffer, shift: 64 - partBits, bits: partBits)
        var scratch = [Entry](repeating: Entry(key: 0, rank: 0), count: parts.longest)
        scratch.withUnsafeMutableBufferPointer { scratch in
            for part in 0..<parts.starts.count - 1 {
                let range = parts.starts[part]..<parts.starts[part + 1]
                sortPart(UnsafeMutableBufferPointer(rebasing: dealt.buffer[range]), scratch)
            }
        }
        return dealt
    }

    private static func deal(
        _ from: UnsafeMutableBufferPointer<Entry>, _ into: UnsafeMutableBufferPointer<Entry>, shift: Int, bits: Int
    ) -> (starts: [Int], longest: Int) {
        var starts = [Int](repeating: 0, count: (1 << bits) + 1)
        let mask = UInt64((1 << bits) - 1)
        for entry in from { starts[Int((entry.key >> UInt64(shift)) & mask) + 1] += 1 }
        let longest = starts.max() ?? 0
        for place in 1..<starts.count { starts[place] += starts[place - 1] }
        var next = starts
        next.withUnsafeMutableBufferPointer { next in
            for entry in from {
                let part = Int((entry.key >> UInt64(shift)) & mask)
                into[next[part]] = entry
                next[part] += 1
            }
        }
        return (starts, longest)
    }

    private static func sortPart(
        _ part: UnsafeMutableBufferPointer<Entry>, _ scratch: UnsafeMutableBufferPointer<Entry>
    ) {
        guard part.count > 1 else { return }
        let bits = max(min(UInt.bitWidth - part.count.leadingZeroBitCount, 64 - partBits), 1)
        let copy = UnsafeMutableBufferPointer(rebasing: scratch[..<part.count])
        _ = copy.update(fromContentsOf: part)
        _ = deal(copy, part, shift: 64 - partBits - bits, bits: bits)
        for place in 1..<part.count where precedes(part[place], part[place - 1]) {
            let entry = part[place]
            var hole = place
            while hole > 0, precedes(entry, part[hole - 1]) {
                part[hole] = part[hole - 1]
                hole -= 1
            }
            part[hole] = entry
        }
    }

    @inline(__always)
    private static func precedes(_ one: Entry, _ other: Entry) -> Bool {
        one.key != other.key ? one.key < other.key : one.rank < other.rank
    }
}
