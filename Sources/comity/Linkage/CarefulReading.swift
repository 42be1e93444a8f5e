import ComityCore
import ComityLinkage
import ComityNode
import ComityRecords

/// Files read row by row: a row that cannot be read is left out with its place and reason.
struct CarefulReading {
    private(set) var table: LinkageTable
    /// Ascending; by key.
    let names: [RowName]
    /// By key; empty without a truth column.
    private(set) var labels: [UInt32] = []
    private(set) var problems: [[ImportProblem]]

    private struct NamedRow {
        let name: RowName
        let row: CSVRow
    }

    /// - Throws: exit 65 if the rows are over a limit of linkage.
    /// Complexity: O(bytes + rows log rows).
    init(_ files: [LinkageFile], _ mapping: LinkageMapping, _ plan: LinkagePlan) throws(ControlFailure) {
        problems = files.map { _ in [] }
        var rows: [NamedRow] = []
        for file in files { rows += Self.rows(file, mapping.idColumns[file.source], &problems[file.source]) }
        names = rows.map(\.name)
        table = LinkageTable(plan: plan)
        do throws(LinkageError) {
            for (key, row) in rows.enumerated() {
                let values = mapping.columns.map { $0.places[row.name.source]?.values(row.row) ?? [] }
                try table.append(key: UInt64(key), source: UInt32(row.name.source), values: values)
            }
        } catch {
            throw ControlFailure(error)
        }
        if !mapping.truthColumns.isEmpty { labels = Self.labels(rows, mapping.truthColumns) }
    }

    /// The rows of a file by name. Of rows with one name the first of the file stays, the others are refused.
    private static func rows(_ file: LinkageFile, _ column: Int?, _ problems: inout [ImportProblem]) -> [NamedRow] {
        let title = column.map { file.header[$0] }
        var named: [NamedRow] = []
        for item in file.items {
            switch item {
            case .refused(let fault): problems.append(file.problem(fault))
            case .row(let row):
                let name = RowName(row, column, source: file.source)
                if name.id.isEmpty {
                    problems.append(ImportProblem(line: row.line, column: title, reason: "the id is empty"))
                } else {
                    named.append(NamedRow(name: name, row: row))
                }
            }
        }
        named.sort { $0.name == $1.name ? $0.row.line < $1.row.line : RowName.precedes($0.name, $1.name) }
        var kept: [NamedRow] = []
        for row in named {
            guard let last = kept.last, last.name == row.name else {
                kept.append(row)
                continue
            }
            let reason = "the id `\(row.name.idText.prefix(60))` stands on line \(last.row.line) already"
            problems.append(ImportProblem(line: row.row.line, column: title, reason: reason))
        }
        return kept
    }

    /// Numbers from 1 for the texts of the truth column, 0 where it is empty.
    private static func labels(_ rows: [NamedRow], _ columns: [Int]) -> [UInt32] {
        var codes: [ArraySlice<UInt8>: UInt32] = [:]
        return rows.map { row in
            let cell = row.row[columns[row.name.source]].trimmed
            guard !cell.isEmpty else { return 0 }
            if let code = codes[cell] { return code }
            let code = UInt32(codes.count + 1)
            codes[cell] = code
            return code
        }
    }
}

extension RowName {
    /// The name that a row has by its id column, or by its line.
    init(_ row: CSVRow, _ column: Int?, source: Int) {
        self.init(source: source, id: column.map { Array(row[$0].trimmed) } ?? Array(String(row.line).utf8))
    }
}
