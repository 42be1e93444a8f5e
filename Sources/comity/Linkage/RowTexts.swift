import ComityCore
import ComityLinkage
import ComityRecords

/// Some rows as their files have them, to show them to a person.
struct RowTexts {
    private let mapping: LinkageMapping
    private let plan: LinkagePlan
    private let names: LinkageNames
    private var rows: [UInt64: CSVRow] = [:]

    /// Complexity: O(bytes of the files).
    init(_ input: LinkageInput, keys: Set<UInt64>) {
        mapping = input.mapping
        plan = input.table.plan
        names = input.names
        var wanted: [RowName: UInt64] = [:]
        for key in keys { wanted[names[key]] = key }
        for file in input.files {
            for item in file.items {
                guard case .row(let row) = item else { continue }
                let name = RowName(row, mapping.idColumns[file.source], source: file.source)
                // Of two rows with one id the first was taken.
                if let key = wanted[name], rows[key] == nil { rows[key] = row }
            }
        }
    }

    /// The texts of a row for one comparison, joined by a space; empty where it has none.
    func text(_ key: UInt64, comparison: Int) -> String {
        guard let row = rows[key] else { return "" }
        let source = names[key].source
        return plan.comparisons[comparison].columns.compactMap { number in
            mapping.columns[number].places[source].map { String(decoding: row[$0.column].trimmed, as: UTF8.self) }
        }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
