import ComityCore

/// An index of many rows at once, with the pairs of a batch run. Specs/linkage-index.md#building
package struct LinkageIndexBuilder: ~Copyable {
    private let model: LinkageModel
    private let mode: LinkageMode
    private var table: LinkageTable
    private var entries: [RadixSort.Entry] = []
    private var packed: [PackedRow] = []

    package init(model: LinkageModel, mode: LinkageMode) {
        self.model = model
        self.mode = mode
        table = LinkageTable(plan: model.plan)
    }

    /// Adds a row, as ``LinkageIndex/insert(_:source:values:isForSearch:)`` takes it.
    /// - Throws: `malformed-input` if the fields are not the model's.
    package mutating func append(
        _ key: UInt64, source: UInt32 = 0, values: [[String]], isForSearch: Bool = false
    ) throws(LinkageError) {
        guard values.count == model.plan.fields.count else {
            let expected = model.plan.fields.count
            throw LinkageError(.malformedInput, "a row has \(values.count) fields where \(expected) are declared")
        }
        let cells = model.plan.comparisons.map {
            Standardisation.cell($0, fields: model.plan.fields, values: values)
        }
        append(key, source: source, cells: cells, isForSearch: isForSearch)
    }

    mutating func append(_ key: UInt64, source: UInt32, cells: [[UInt8]], isForSearch: Bool) {
        entries.append(RadixSort.Entry(key: key, row: UInt32(packed.count)))
        packed.append(PackedRow(source: source, isForSearch: isForSearch, cells: cells))
        if !isForSearch { table.append(key: key, source: source, cells: cells) }
    }

    /// The index, of one segment.
    /// - Throws: `malformed-input` if a key occurs twice; what ``LinkageRun/score(_:)`` throws.
    /// Complexity: that of a batch run.
    package consuming func finished(threads: Int = 1) throws(LinkageError) -> LinkageIndex {
        RadixSort.sort(&entries)
        for place in entries.indices.dropFirst() where entries[place].key == entries[place - 1].key {
            throw LinkageError(.malformedInput, "two rows have the key \(entries[place].key)")
        }
        let edges = try edges(threads)
        let rows = RowArrays(entries, packed)
        packed = []
        let index = LinkageIndex(model: model, mode: mode)
        guard rows.keys.count > 0 else { return index }
        let maker = RowKeyMaker(model)
        let comparisons = model.plan.comparisons.count
        let buckets = ForkJoin.map(model.rules.count + 1, threads: threads) { rows.buckets($0, maker, comparisons) }
        let segment = IndexSegment(
            number: 0, comparisons: comparisons, keys: rows.keys, starts: rows.starts, rows: rows.bytes,
            buckets: buckets, edges: edges, gone: Slab())
        return LinkageIndex(model: model, mode: mode, segments: [segment])
    }

    /// The pairs of a batch run, as both rows see them.
    private borrowing func edges(_ threads: Int) throws(LinkageError) -> IndexEdges {
        var options = LinkageOptions(mode: mode)
        options.assignment = .free
        options.threads = threads
        var run = try LinkageRun(table, options)
        let pairs = try run.score(model)
        var both = pairs.indices.flatMap { place in
            [
                RadixSort.Entry(key: pairs[place].left, row: UInt32(place)),
                RadixSort.Entry(key: pairs[place].right, row: UInt32(place)),
            ]
        }
        RadixSort.sort(&both)
        let lists = IndexEdges.Builder(lists: both.count, edges: both.count)
        var start = 0
        while start < both.count {
            let key = both[start].key
            let end = both[start...].firstIndex { $0.key != key } ?? both.count
            let list = both[start..<end].map { entry in
                let pair = pairs[Int(entry.row)]
                return IndexEdge(other: pair.left == key ? pair.right : pair.left, weight: pair.weight)
            }
            lists.append(key, list.sorted { $0.other < $1.other })
            start = end
        }
        return lists.finished()
    }
}

/// The rows of a segment to be.
private final class RowArrays: @unchecked Sendable {
    let keys: Slab<UInt64>
    let starts: Slab<UInt32>
    let bytes: Slab<UInt8>

    /// - Parameter entries: keys, ascending, with places in `packed`.
    init(_ entries: [RadixSort.Entry], _ packed: [PackedRow]) {
        keys = Slab(capacity: entries.count)
        starts = Slab(capacity: entries.count + 1)
        bytes = Slab(capacity: packed.reduce(0) { $0 + $1.buffer.count })
        starts.append(0)
        for entry in entries {
            keys.append(entry.key)
            bytes.append(packed[Int(entry.row)].buffer)
            starts.append(UInt32(bytes.count))
        }
    }

    func buckets(_ rule: Int, _ maker: RowKeyMaker, _ comparisons: Int) -> IndexBuckets {
        var entries: [RadixSort.Entry] = []
        entries.reserveCapacity(keys.count)
        for rank in 0..<keys.count {
            let row = RowCells(bytes.base + Int(starts.base[rank]), comparisons: comparisons)
            for key in maker.keys(row, under: rule) { entries.append(RadixSort.Entry(key: key, row: UInt32(rank))) }
        }
        RadixSort.sort(&entries)
        return IndexBuckets(sorted: entries)
    }
}
