/// What the frequency of each cell adds to the weight of its exact agreement, computed once for each cell where there
/// are not very many, else when it is asked for. Specs/linkage-model.md#frequencies
final class Adjustments: @unchecked Sendable {
    private let cells: ValueDictionary.Storage
    private let frequencies: TermFrequencies
    /// By code; NaN where the cell has several values and must be looked at.
    private let known: Slab<Double>?
    /// Cells for which a table is made: eight bytes each.
    private static let tableCells = 1 << 17

    init(_ cells: ValueDictionary.Storage, _ frequencies: TermFrequencies) {
        self.cells = cells
        self.frequencies = frequencies
        guard cells.count <= Self.tableCells, !frequencies.isFlat else {
            known = nil
            return
        }
        let table = Slab<Double>(capacity: cells.count)
        for code in 0..<UInt32(cells.count) {
            let cell = cells.cell(code)
            table.append(Atoms.isSingle(cell) ? frequencies.adjustment(cell) : .nan)
        }
        known = table
    }

    /// By code, if there is a table; NaN where ``common(_:_:)`` must say.
    var table: UnsafePointer<Double>? { known.map { UnsafePointer($0.base) } }

    /// For a cell that both rows have. Complexity: O(1), or O(bytes) where there are very many cells.
    @inline(__always)
    func same(_ code: UInt32) -> Double {
        if let known {
            let adjustment = known.base[Int(code)]
            if !adjustment.isNaN { return adjustment }
        }
        return slow(code, code)
    }

    /// For two cells at level 1, equal or not: that of the rarest value that both hold.
    func common(_ one: UInt32, _ other: UInt32) -> Double { one == other ? same(one) : slow(one, other) }

    private func slow(_ one: UInt32, _ other: UInt32) -> Double {
        if frequencies.isFlat { return 0 }
        let cell = cells.cell(one)
        if one == other, Atoms.isSingle(cell) { return frequencies.adjustment(cell) }
        return frequencies.adjustment(cell, cells.cell(other))
    }
}
