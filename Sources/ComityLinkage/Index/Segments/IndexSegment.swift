/// A part of the live index that is never changed: rows in flat sorted arrays. Specs/linkage-index.md#segments
package final class IndexSegment: Sendable {
    /// Tells segments of one index apart; newer ones have higher numbers.
    package let number: UInt64
    let comparisons: Int
    /// Ascending; a row's rank is its place.
    let keys: Slab<UInt64>
    /// `rows[starts[rank] ..< starts[rank + 1]]` is the packed row.
    let starts: Slab<UInt32>
    let rows: Slab<UInt8>
    /// By rule, and last those of searches.
    let buckets: [IndexBuckets]
    let edges: IndexEdges
    /// Rows of older segments that are no more, ascending.
    let gone: Slab<UInt64>

    init(
        number: UInt64, comparisons: Int, keys: Slab<UInt64>, starts: Slab<UInt32>, rows: Slab<UInt8>,
        buckets: [IndexBuckets], edges: IndexEdges, gone: Slab<UInt64>
    ) {
        self.number = number
        self.comparisons = comparisons
        self.keys = keys
        self.starts = starts
        self.rows = rows
        self.buckets = buckets
        self.edges = edges
        self.gone = gone
    }

    var count: Int { keys.count }

    /// The rank of a row. Complexity: O(log rows).
    func rank(_ key: UInt64) -> Int? { SortedSearch.place(of: key, in: keys) }

    @inline(__always)
    func row(_ rank: Int) -> RowCells { RowCells(rows.base + Int(starts.base[rank]), comparisons: comparisons) }

    /// The packed row as it is.
    func packed(_ rank: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(starts.base[rank])
        return UnsafeBufferPointer(start: rows.base + start, count: Int(starts.base[rank + 1]) - start)
    }

    /// Bytes of all arrays. Complexity: O(rules).
    package var byteCount: Int { sections.reduce(0) { $0 + $1.count } }
}

/// A segment in use: some of its rows may be gone.
struct PlacedSegment: Sendable {
    let segment: IndexSegment
    /// A bit for each row that is gone.
    private var dead: [UInt64]
    private(set) var deadCount = 0

    init(_ segment: IndexSegment) {
        self.segment = segment
        dead = Array(repeating: 0, count: (segment.count + 63) / 64)
    }

    var liveCount: Int { segment.count - deadCount }

    @inline(__always)
    func isLive(_ rank: Int) -> Bool { deadCount == 0 || dead[rank >> 6] & (1 &<< UInt64(rank & 63)) == 0 }

    /// The rank of a row that is there. Complexity: O(log rows).
    func liveRank(_ key: UInt64) -> Int? { segment.rank(key).flatMap { isLive($0) ? $0 : nil } }

    mutating func bury(_ rank: Int) {
        guard isLive(rank) else { return }
        dead[rank >> 6] |= 1 &<< UInt64(rank & 63)
        deadCount += 1
    }

    /// Calls `body` with the rows that went after `earlier`. Complexity: O(rows / 64 and those).
    func forEachBuried(since earlier: PlacedSegment, _ body: (Int) -> Void) {
        guard deadCount != earlier.deadCount else { return }
        for word in dead.indices {
            var fresh = dead[word] & ~earlier.dead[word]
            while fresh != 0 {
                body(word * 64 + fresh.trailingZeroBitCount)
                fresh &= fresh &- 1
            }
        }
    }
}
