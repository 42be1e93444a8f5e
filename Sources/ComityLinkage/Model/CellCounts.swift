/// How often each cell and each value of one comparison occurs. Specs/linkage-model.md#frequencies
struct CellCounts: Sendable {
    /// A value by its stable hash, and the rows that have it.
    struct Value: Sendable {
        let hash: UInt64
        let rows: Int
    }

    /// Rows that have a value.
    let present: Double
    /// Pairs of rows that both have one, and those of them with equal cells; of different sources in link mode.
    let pairs: Double
    let equalPairs: Double
    /// The values of at least ``frequentRows`` rows, in no order.
    let frequent: [Value]

    /// Rows from which a value counts as frequent.
    static let frequentRows = 3

    /// Complexity: O(rows + values).
    init(_ rows: RunRows, _ comparison: Int) {
        let counts = Self.counts(rows, comparison, nil)
        present = Double(rows.count) - Double(counts[0])
        var pairs = Self.pairs(present)
        var equal = Self.equalPairs(counts)
        if let sources = rows.sources {
            for source in Set(sources).sorted() {
                let within = Self.counts(rows, comparison, source)
                pairs -= Self.pairs(within.dropFirst().reduce(0) { $0 + Double($1) })
                equal -= Self.equalPairs(within)
            }
        }
        self.pairs = pairs
        equalPairs = equal
        frequent = Self.frequent(rows.cells[comparison], counts)
    }

    private static func counts(_ rows: RunRows, _ comparison: Int, _ source: UInt32?) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: rows.cells[comparison].count) { counts, filled in
            counts.initialize(repeating: 0)
            filled = counts.count
            for rank in 0..<rows.count where source == nil || rows.allSources[rank] == source {
                counts[Int(rows.matrix.row(UInt32(rank))[comparison])] += 1
            }
        }
    }

    private static func pairs(_ rows: Double) -> Double { rows * (rows - 1) / 2 }

    private static func equalPairs(_ counts: [UInt32]) -> Double {
        var sum = 0.0
        for count in counts.dropFirst() where count > 1 { sum += pairs(Double(count)) }
        return sum
    }

    private static func frequent(_ cells: ValueDictionary.Storage, _ counts: [UInt32]) -> [Value] {
        var several: [UInt64: Int] = [:]
        if cells.hasSeveral {
            for code in 1..<max(cells.count, 1) where !Atoms.isSingle(cells.cell(UInt32(code))) {
                Atoms.forEach(cells.cell(UInt32(code))) {
                    several[StableHash.hash($0), default: 0] += Int(counts[code])
                }
            }
        }
        var values: [Value] = []
        for code in 1..<max(cells.count, 1) where counts[code] >= frequentRows || !several.isEmpty {
            let cell = cells.cell(UInt32(code))
            guard !cells.hasSeveral || Atoms.isSingle(cell) else { continue }
            let hash = StableHash.hash(cell)
            let rows = Int(counts[code]) + (several.removeValue(forKey: hash) ?? 0)
            if rows >= frequentRows { values.append(Value(hash: hash, rows: rows)) }
        }
        for (hash, rows) in several where rows >= frequentRows { values.append(Value(hash: hash, rows: rows)) }
        return values
    }
}
