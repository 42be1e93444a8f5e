/// How often each cell and each value of one comparison occurs. Specs/linkage-model.md#frequencies
struct CellCounts {
    /// Rows that have a value.
    let present: Double
    /// Pairs of rows that both have one, and those of them with equal cells; of different sources in link mode.
    let pairs: Double
    let equalPairs: Double
    /// Rows by the stable hash of each of their values.
    let atoms: [UInt64: Int]

    /// Complexity: O(rows + values).
    init(_ column: ColumnMemory, sources: [UInt32]?) {
        let counts = Self.counts(column, nil, nil)
        present = Double(column.rowCount) - counts[0]
        var pairs = Self.pairs(present)
        var equal = Self.equalPairs(counts)
        if let sources {
            for source in Set(sources).sorted() {
                let within = Self.counts(column, sources, source)
                pairs -= Self.pairs(within.dropFirst().reduce(0, +))
                equal -= Self.equalPairs(within)
            }
        }
        self.pairs = pairs
        equalPairs = equal
        atoms = Self.atoms(column, counts)
    }

    private static func counts(_ column: ColumnMemory, _ sources: [UInt32]?, _ source: UInt32?) -> [Double] {
        var counts = [Double](repeating: 0, count: column.cellCount)
        for rank in 0..<column.rowCount where source == nil || sources?[rank] == source {
            counts[Int(column.codes[rank])] += 1
        }
        return counts
    }

    private static func pairs(_ rows: Double) -> Double { rows * (rows - 1) / 2 }
    private static func equalPairs(_ counts: [Double]) -> Double { counts.dropFirst().reduce(0) { $0 + pairs($1) } }

    private static func atoms(_ column: ColumnMemory, _ counts: [Double]) -> [UInt64: Int] {
        var atoms: [UInt64: Int] = [:]
        for code in 1..<max(column.cellCount, 1) {
            Atoms.forEach(column.cell(UInt32(code))) { atoms[StableHash.hash($0), default: 0] += Int(counts[code]) }
        }
        return atoms
    }
}
