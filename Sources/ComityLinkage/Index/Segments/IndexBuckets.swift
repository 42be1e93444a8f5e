/// The rows that share a key under one rule, as ranges of a flat list. Specs/linkage-index.md#segments
final class IndexBuckets: Sendable {
    /// Ascending, without repetition.
    let hashes: Slab<UInt64>
    /// `members[starts[place] ..< starts[place + 1]]` are the ranks of the rows that have `hashes[place]`, ascending.
    let starts: Slab<UInt32>
    let members: Slab<UInt32>

    init(hashes: Slab<UInt64>, starts: Slab<UInt32>, members: Slab<UInt32>) {
        self.hashes = hashes
        self.starts = starts
        self.members = members
    }

    /// - Parameter entries: keys with the ranks that have them, by key, then rank, none twice.
    /// Complexity: O(entries).
    convenience init(sorted entries: [RadixSort.Entry]) {
        let hashes = Slab<UInt64>(capacity: entries.count)
        let starts = Slab<UInt32>(capacity: entries.count + 1)
        let members = Slab<UInt32>(capacity: entries.count)
        for entry in entries {
            if hashes.count == 0 || hashes.base[hashes.count - 1] != entry.key {
                hashes.append(entry.key)
                starts.append(UInt32(members.count))
            }
            members.append(entry.row)
        }
        starts.append(UInt32(members.count))
        self.init(hashes: hashes, starts: starts, members: members)
    }

    static func withNone() -> IndexBuckets { IndexBuckets(sorted: []) }

    /// The rows that have a key. Complexity: O(log log keys), as keys are hashes.
    @inline(__always)
    func rows(_ hash: UInt64) -> UnsafeBufferPointer<UInt32> {
        guard let place = place(of: hash) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return rows(at: place)
    }

    @inline(__always)
    func rows(at place: Int) -> UnsafeBufferPointer<UInt32> {
        let start = Int(starts.base[place])
        return UnsafeBufferPointer(start: members.base + start, count: Int(starts.base[place + 1]) - start)
    }

    /// Looks near where an evenly spread hash lies, in steps that double, then halve.
    @inline(__always)
    private func place(of hash: UInt64) -> Int? {
        let count = hashes.count
        guard count > 0 else { return nil }
        let base = hashes.base
        let guess = Int(hash.multipliedFullWidth(by: UInt64(count)).high)
        var low = guess
        var high = guess
        var step = Self.firstStep
        if base[guess] < hash {
            while high < count, base[high] < hash {
                low = high
                high += step
                step *= 2
            }
            high = min(high, count - 1)
        } else {
            while low > 0, base[low] >= hash {
                high = low
                low = max(low - step, 0)
                step *= 2
            }
        }
        while low < high {
            let middle = (low + high) / 2
            if base[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return base[low] == hash ? low : nil
    }

    private static let firstStep = 64
}
