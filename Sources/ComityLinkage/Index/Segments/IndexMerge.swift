/// Makes one segment of several that follow each other, in steps of bounded work. Rows that are gone are left out, and
/// what only says so about older segments too where there are none. Specs/linkage-index.md#merging
struct IndexMerge: Sendable {
    /// The segments as they were when the merge began, oldest first.
    let sources: [PlacedSegment]
    private let isOldest: Bool
    private let number: UInt64
    private let comparisons: Int

    /// What is done next.
    private enum Phase {
        case rows
        case bucket(Int)
        case edges
        case done
    }
    private var phase = Phase.rows
    /// By source: the next row, key or list.
    private var cursors: [Int]
    /// By source and rank: the rank in the new segment, or ``none``.
    private let ranks: [Slab<UInt32>]
    private static let none = UInt32.max

    private let keys: Slab<UInt64>
    private let starts: Slab<UInt32>
    private let rows: Slab<UInt8>
    private var buckets: [IndexBuckets] = []
    private var bucket = BucketParts(0)
    private let lists: ListParts

    /// The arrays of one rule as they grow.
    private struct BucketParts {
        let hashes: Slab<UInt64>
        let starts: Slab<UInt32>
        let members: Slab<UInt32>

        init(_ capacity: Int) {
            hashes = Slab(capacity: capacity)
            starts = Slab(capacity: capacity + 1)
            members = Slab(capacity: capacity)
            starts.append(0)
        }
    }

    /// The lists of pairs as they grow.
    private struct ListParts {
        let keys = Slab<UInt64>()
        let starts = Slab<UInt32>()
        let others = Slab<UInt64>()
        let weights = Slab<Double>()
    }

    /// - Parameter isOldest: whether no segment is older than these.
    init(_ sources: [PlacedSegment], isOldest: Bool, number: UInt64) {
        self.sources = sources
        self.isOldest = isOldest
        self.number = number
        comparisons = sources.first?.segment.comparisons ?? 0
        cursors = Array(repeating: 0, count: sources.count)
        ranks = sources.map { Slab(repeating: Self.none, count: $0.segment.count) }
        let count = sources.reduce(0) { $0 + $1.liveCount }
        keys = Slab(capacity: count)
        starts = Slab(capacity: count + 1)
        rows = Slab(capacity: sources.reduce(0) { $0 + $1.segment.rows.count })
        starts.append(0)
        lists = ListParts()
        lists.starts.append(0)
    }

    /// Works on about so many rows or entries.
    /// - Returns: the segment, once it is whole.
    mutating func run(budget: Int) -> IndexSegment? {
        var left = budget
        while left > 0 {
            switch phase {
            case .rows: left = mergeRows(left)
            case .bucket(let rule): left = mergeBucket(rule, left)
            case .edges: left = mergeEdges(left)
            case .done: return segment()
            }
        }
        if case .done = phase { return segment() }
        return nil
    }

    private mutating func next(_ phase: Phase) {
        cursors = Array(repeating: 0, count: sources.count)
        self.phase = phase
        guard case .bucket(let rule) = phase else { return }
        bucket = BucketParts(sources.reduce(0) { $0 + $1.segment.buckets[rule].members.count })
    }

    private mutating func mergeRows(_ budget: Int) -> Int {
        var left = budget
        while left > 0 {
            guard let source = smallest({ source, place in sources[source].segment.keys.base[place] }, rowCount) else {
                next(.bucket(0))
                return left
            }
            let placed = sources[source]
            let rank = cursors[source]
            cursors[source] += 1
            left -= 1
            guard placed.isLive(rank) else { continue }
            ranks[source].base[rank] = UInt32(keys.count)
            keys.append(placed.segment.keys.base[rank])
            rows.append(placed.segment.packed(rank))
            starts.append(UInt32(rows.count))
        }
        return left
    }

    private func rowCount(_ source: Int) -> Int { sources[source].segment.count }

    private mutating func mergeBucket(_ rule: Int, _ budget: Int) -> Int {
        var left = budget
        let count = { [sources] in sources[$0].segment.buckets[rule].hashes.count }
        while left > 0 {
            guard let first = smallest({ sources[$0].segment.buckets[rule].hashes.base[$1] }, count) else {
                buckets.append(
                    IndexBuckets(hashes: bucket.hashes, starts: bucket.starts, members: bucket.members))
                next(rule + 1 < sources[0].segment.buckets.count ? .bucket(rule + 1) : .edges)
                return left
            }
            left -= append(sources[first].segment.buckets[rule].hashes.base[cursors[first]], rule)
        }
        return left
    }

    /// Appends the rows of one key from all sources that have it.
    private mutating func append(_ hash: UInt64, _ rule: Int) -> Int {
        let start = bucket.members.count
        var work = 1
        for source in sources.indices {
            let from = sources[source].segment.buckets[rule]
            guard cursors[source] < from.hashes.count, from.hashes.base[cursors[source]] == hash else { continue }
            for rank in from.rows(at: cursors[source]) {
                let moved = ranks[source].base[Int(rank)]
                if moved != Self.none { bucket.members.append(moved) }
                work += 1
            }
            cursors[source] += 1
        }
        guard bucket.members.count > start else { return work }
        var group = UnsafeMutableBufferPointer(rebasing: bucket.members.buffer[start...])
        if sources.count > 1 { group.sort() }
        bucket.hashes.append(hash)
        bucket.starts.append(UInt32(bucket.members.count))
        return work
    }

    private mutating func mergeEdges(_ budget: Int) -> Int {
        var left = budget
        let count = { [sources] in sources[$0].segment.edges.keys.count }
        while left > 0 {
            guard let first = smallest({ sources[$0].segment.edges.keys.base[$1] }, count) else {
                next(.done)
                return left
            }
            left -= appendList(sources[first].segment.edges.keys.base[cursors[first]])
        }
        return left
    }

    /// Appends the newest list of a row.
    private mutating func appendList(_ key: UInt64) -> Int {
        var newest: [IndexEdge] = []
        for source in sources.indices {
            let from = sources[source].segment.edges
            guard cursors[source] < from.keys.count, from.keys.base[cursors[source]] == key else { continue }
            newest = from.list(at: cursors[source])
            cursors[source] += 1
        }
        // An empty list is there to hide older ones.
        guard !newest.isEmpty || !isOldest else { return 1 }
        lists.keys.append(key)
        for edge in newest {
            lists.others.append(edge.other)
            lists.weights.append(edge.weight)
        }
        lists.starts.append(UInt32(lists.others.count))
        return 1 + newest.count
    }

    /// The source whose next key is the smallest; of equal ones the oldest. Nil once all are at their ends.
    private func smallest(_ key: (Int, Int) -> UInt64, _ count: (Int) -> Int) -> Int? {
        var found: (source: Int, key: UInt64)?
        for source in sources.indices where cursors[source] < count(source) {
            let next = key(source, cursors[source])
            if next < found?.key ?? .max || found == nil { found = (source, next) }
        }
        return found?.source
    }

    private func segment() -> IndexSegment {
        let gone = Slab<UInt64>()
        if !isOldest {
            let keys = sources.reduce(into: Set<UInt64>()) { $0.formUnion($1.segment.gone.buffer) }
            for key in keys.sorted() { gone.append(key) }
        }
        return IndexSegment(
            number: number, comparisons: comparisons, keys: keys, starts: starts, rows: rows, buckets: buckets,
            edges: IndexEdges(keys: lists.keys, starts: lists.starts, others: lists.others, weights: lists.weights),
            gone: gone)
    }
}
