/// A reported pair as one of its rows sees it.
struct IndexEdge: Equatable, Sendable {
    let other: UInt64
    let weight: Double
}

/// The reported pairs of rows: for each row that has a list the whole of it. A newer list replaces an older one, an
/// empty one too. Specs/linkage-index.md#pairs
final class IndexEdges: Sendable {
    /// Ascending.
    let keys: Slab<UInt64>
    /// `others[starts[place] ..< starts[place + 1]]` are the partners of `keys[place]`, ascending.
    let starts: Slab<UInt32>
    let others: Slab<UInt64>
    let weights: Slab<Double>

    init(keys: Slab<UInt64>, starts: Slab<UInt32>, others: Slab<UInt64>, weights: Slab<Double>) {
        self.keys = keys
        self.starts = starts
        self.others = others
        self.weights = weights
    }

    /// Nil if it has no list for the row. Complexity: O(log rows).
    func list(_ key: UInt64) -> [IndexEdge]? {
        SortedSearch.place(of: key, in: keys).map { list(at: $0) }
    }

    func list(at place: Int) -> [IndexEdge] {
        (Int(starts.base[place])..<Int(starts.base[place + 1])).map {
            IndexEdge(other: others.base[$0], weight: weights.base[$0])
        }
    }

    /// Lists as they are put together, by ascending key.
    struct Builder: ~Copyable {
        private let keys: Slab<UInt64>
        private let starts: Slab<UInt32>
        private let others: Slab<UInt64>
        private let weights: Slab<Double>

        init(lists: Int = 0, edges: Int = 0) {
            keys = Slab(capacity: lists)
            starts = Slab(capacity: lists + 1)
            others = Slab(capacity: edges)
            weights = Slab(capacity: edges)
            starts.append(0)
        }

        func append(_ key: UInt64, _ list: some Sequence<IndexEdge>) {
            keys.append(key)
            for edge in list {
                others.append(edge.other)
                weights.append(edge.weight)
            }
            starts.append(UInt32(others.count))
        }

        consuming func finished() -> IndexEdges {
            IndexEdges(keys: keys, starts: starts, others: others, weights: weights)
        }
    }
}

/// Binary search in ascending numbers.
enum SortedSearch {
    /// Complexity: O(log count).
    @inline(__always)
    static func place(of key: UInt64, in keys: Slab<UInt64>) -> Int? {
        let base = keys.base
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if base[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && base[low] == key ? low : nil
    }
}
