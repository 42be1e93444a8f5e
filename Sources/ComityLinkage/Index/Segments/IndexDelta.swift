/// What changed since the newest segment was made: new rows, new lists of pairs, and which older rows went.
/// Specs/linkage-index.md#segments
struct IndexDelta: Sendable {
    struct Row: Sendable {
        let key: UInt64
        let packed: PackedRow
        let keys: RowKeys
    }

    /// Rows that came; nil where one went again.
    private(set) var rows: [Row?] = []
    private var places: [UInt64: UInt32] = [:]
    /// By rule, and last those of searches: places of rows.
    private var buckets: [[UInt64: [UInt32]]]
    /// Lists that replace those of segments.
    var edges: [UInt64: [IndexEdge]] = [:]
    /// Rows of segments that went.
    var gone: Set<UInt64> = []

    /// - Parameter rules: those of the model, and one for searches.
    init(rules: Int) { buckets = Array(repeating: [:], count: rules) }

    var liveCount: Int { places.count }
    var isEmpty: Bool { places.isEmpty && edges.isEmpty && gone.isEmpty }
    var keys: some Collection<UInt64> { places.keys }

    func place(_ key: UInt64) -> UInt32? { places[key] }

    func members(_ rule: Int, _ hash: UInt64) -> [UInt32] { buckets[rule][hash] ?? [] }

    /// The keys that rows have under a rule. Complexity: O(keys).
    func hashes(_ rule: Int) -> [UInt64] { Array(buckets[rule].keys) }

    /// Complexity: O(keys of the row).
    mutating func insert(_ row: Row) {
        let place = UInt32(rows.count)
        rows.append(row)
        places[row.key] = place
        for rule in buckets.indices {
            for hash in row.keys[rule] { buckets[rule][hash, default: []].append(place) }
        }
    }

    /// Complexity: O(keys of the row and their buckets).
    mutating func remove(_ key: UInt64) {
        guard let place = places.removeValue(forKey: key), let row = rows[Int(place)] else { return }
        rows[Int(place)] = nil
        for rule in buckets.indices {
            for hash in row.keys[rule] {
                buckets[rule][hash]?.removeAll { $0 == place }
                if buckets[rule][hash]?.isEmpty == true { buckets[rule][hash] = nil }
            }
        }
    }

    /// A segment that says the same. Complexity: O(rows * rules * log rows).
    func segment(number: UInt64, comparisons: Int) -> IndexSegment {
        let present = rows.compactMap { $0 }.sorted { $0.key < $1.key }
        let keys = Slab<UInt64>(capacity: present.count)
        let starts = Slab<UInt32>(capacity: present.count + 1)
        let bytes = Slab<UInt8>()
        starts.append(0)
        for row in present {
            keys.append(row.key)
            bytes.append(row.packed.buffer)
            starts.append(UInt32(bytes.count))
        }
        let buckets = self.buckets.indices.map { rule in
            var entries: [RadixSort.Entry] = []
            for (rank, row) in present.enumerated() {
                for hash in row.keys[rule] { entries.append(RadixSort.Entry(key: hash, row: UInt32(rank))) }
            }
            RadixSort.sort(&entries)
            return IndexBuckets(sorted: entries)
        }
        let lists = IndexEdges.Builder(lists: edges.count, edges: edges.count * 2)
        for (key, list) in edges.sorted(by: { $0.key < $1.key }) { lists.append(key, list) }
        let goneKeys = Slab<UInt64>(capacity: gone.count)
        for key in gone.sorted() { goneKeys.append(key) }
        return IndexSegment(
            number: number, comparisons: comparisons, keys: keys, starts: starts, rows: bytes, buckets: buckets,
            edges: lists.finished(), gone: goneKeys)
    }
}
