/// What more can be told about columns that are only compared: by their values, and beside each other.
/// Specs/field-map.md#values
struct ComparisonContext {
    /// Fewer kinds than these tell too little, so that columns of no known kind are compared as texts.
    private static let fewKinds = 4

    private let columns: [ColumnInference]
    private let samples: [ColumnSample]
    private let rows: [CSVRow]

    init(_ columns: [ColumnInference], _ samples: [ColumnSample], rows: [CSVRow]) {
        self.columns = columns
        self.samples = samples
        self.rows = rows
    }

    var resolved: [ColumnInference] {
        var columns = columns
        // Twice: a surname is told by its values only once another column is known to hold given names.
        for _ in 0..<2 { guess(&columns) }
        dropRepeated(&columns)
        if Set(columns.compactMap(\.kind)).count < Self.fewKinds { compareAsTexts(&columns) }
        return columns
    }

    private func guess(_ columns: inout [ColumnInference]) {
        for number in columns.indices where isOpen(columns[number]) {
            let known = Set(columns.compactMap(\.kind))
            guard let guess = ColumnValues(samples[number]).guess(besides: known) else { continue }
            columns[number] = ColumnInference(
                column: columns[number].column, decision: .kind(guess.kind, format: guess.format), reason: guess.reason)
        }
    }

    /// A whole name that repeats the names beside it would count their evidence twice.
    private func dropRepeated(_ columns: inout [ColumnInference]) {
        let parts = [ColumnKind.givenName, .surname].compactMap { kind in columns.firstIndex { $0.kind == kind } }
        guard parts.count == 2 else { return }
        for number in columns.indices where columns[number].kind == .fullName {
            guard RepeatedValues(rows).share(of: parts, in: number) >= 0.8 else { continue }
            columns[number] = ColumnInference(
                column: columns[number].column, decision: .ignored,
                reason: "it repeats `\(columns[parts[0]].column)` and `\(columns[parts[1]].column)`")
        }
    }

    private func compareAsTexts(_ columns: inout [ColumnInference]) {
        for number in columns.indices where isOpen(columns[number]) && ColumnValues(samples[number]).isComparable {
            columns[number] = ColumnInference(
                column: columns[number].column, decision: .kind(.text, format: nil),
                reason: "neither its name nor its values tell a kind, but few columns were recognised")
        }
    }

    private func isOpen(_ column: ColumnInference) -> Bool {
        column.decision == .unmapped && !ColumnNames.isLabel(column.column)
    }
}
