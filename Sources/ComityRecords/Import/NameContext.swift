/// Names of columns whose meaning depends on their neighbours: `name` beside a given name is the surname in some files
/// and the whole name in others. Specs/field-map.md#names
struct NameContext {
    private let columns: [ColumnInference]
    private let rows: [CSVRow]

    init(_ columns: [ColumnInference], rows: [CSVRow]) {
        self.columns = columns
        self.rows = rows
    }

    var resolved: [ColumnInference] {
        columns.indices.map { number in
            let column = columns[number]
            guard let kind = column.kind, ColumnNames.isAmbiguous(column.column) else { return column }
            let others = Set(columns.indices.filter { $0 != number }.compactMap { columns[$0].kind })
            guard let better = better(kind, number, others) else { return column }
            return ColumnInference(
                column: column.column, decision: .kind(better, format: nil),
                reason: "its name, beside a column of \(better == .surname ? "given names" : "surnames")")
        }
    }

    /// What the column is instead of `kind`, if its neighbours say so.
    private func better(_ kind: ColumnKind, _ number: Int, _ others: Set<ColumnKind>) -> ColumnKind? {
        let hasGiven = others.contains(.givenName)
        let hasSurname = others.contains(.surname)
        switch kind {
        case .fullName, .givenName:
            if hasGiven, !hasSurname, !repeats(number, .givenName) { return .surname }
            if kind == .fullName, hasSurname, !hasGiven, !repeats(number, .surname) { return .givenName }
            return nil
        case .surname:
            return hasSurname && !hasGiven && !repeats(number, .surname) ? .givenName : nil
        default: return nil
        }
    }

    /// Whether the column holds the values of a column of `kind` among other words.
    private func repeats(_ number: Int, _ kind: ColumnKind) -> Bool {
        guard let part = columns.indices.first(where: { $0 != number && columns[$0].kind == kind }) else {
            return false
        }
        return RepeatedValues(rows).share(of: [part], in: number) >= 0.5
    }
}

/// Which share of the rows has the values of some columns also in another one.
struct RepeatedValues {
    private let rows: [CSVRow]

    init(_ rows: [CSVRow]) { self.rows = rows }

    /// Of the rows that have all of these values; 0 if there are none. Complexity: O(cells).
    func share(of parts: [Int], in whole: Int) -> Double {
        var known = 0
        var repeated = 0
        for row in rows {
            let words = Self.words(row[whole])
            let wanted = parts.map { Self.words(row[$0]) }
            guard !words.isEmpty, wanted.allSatisfy({ !$0.isEmpty }) else { continue }
            known += 1
            if wanted.allSatisfy({ Set($0).isSubset(of: words) }) { repeated += 1 }
        }
        return known > 0 ? Double(repeated) / Double(known) : 0
    }

    private static func words(_ cell: ArraySlice<UInt8>) -> [String] {
        String(decoding: cell, as: UTF8.self).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
