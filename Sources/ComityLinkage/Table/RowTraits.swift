/// What is known of the cells of a run before any are compared. Shared by all workers; built once.
final class RowTraits: @unchecked Sendable {
    /// By comparison and code: ``CellSignature``, for kinds that have one.
    let signatures: [Slab<UInt32>?]
    /// By comparison and code, where traits can say more: names of not too many different cells.
    let traits: [Slab<CellTraits>?]

    /// Cells for which traits are kept, 40 bytes each.
    private static let traitCells = 1 << 20

    /// Complexity: O(bytes of the cells).
    init(_ rows: RunRows, threads: Int) {
        let kinds = rows.plan.comparisons.map(\.kind)
        signatures = ForkJoin.map(kinds.count, threads: threads) { number in
            guard CellSignature.exists(kinds[number]) else { return nil }
            return Self.table(rows.cells[number]) { CellSignature.signature($0, kinds[number]) }
        }
        traits = ForkJoin.map(kinds.count, threads: threads) { number in
            guard kinds[number].hasTraits, rows.cells[number].count <= Self.traitCells else { return nil }
            return Self.table(rows.cells[number]) { CellTraits($0) }
        }
    }

    private static func table<Trait>(
        _ cells: ValueDictionary.Storage, _ trait: (UnsafeBufferPointer<UInt8>) -> Trait
    ) -> Slab<Trait> {
        let table = Slab<Trait>(capacity: cells.count)
        for code in 0..<UInt32(cells.count) { table.append(trait(cells.cell(code))) }
        return table
    }
}

extension ComparisonKind {
    /// Whether ``CellTraits`` tell cells of this kind apart that ``CellSignature`` does not.
    fileprivate var hasTraits: Bool { self == .givenName || self == .name || self == .text }
}
