/// Rows under headings, in columns as wide as their widest cell.
struct Table {
    /// A longer cell is cut in the table; `--json` has all of it.
    static let cellLimitCharacters = 60

    private let titles: [String]
    private let alignsRight: [Bool]
    private let cellLimitCharacters: Int
    private var rows: [[String]] = []

    init(_ columns: [Column], cellLimitCharacters: Int = Self.cellLimitCharacters) {
        self.init(
            titles: columns.map(\.title), alignsRight: columns.map(\.isNumeric),
            cellLimitCharacters: cellLimitCharacters)
    }

    init(titles: [String], alignsRight: [Bool], cellLimitCharacters: Int = Self.cellLimitCharacters) {
        self.titles = titles.map { $0.uppercased() }
        self.alignsRight = alignsRight
        self.cellLimitCharacters = cellLimitCharacters
    }

    var isEmpty: Bool { rows.isEmpty }

    mutating func append(_ cells: [String]) {
        rows.append(cells.map { cut(Prose.printable($0)) })
    }

    /// The heading and the rows, without spaces at line ends. Columns that are empty in every row are left out,
    /// and so is a table without rows.
    /// Complexity: O(cells).
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        let shown = titles.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        let widths = shown.map { column in
            rows.reduce(titles[column].count) { max($0, $1[column].count) }
        }
        return ([titles] + rows).map { row in
            let cells = zip(shown, widths).map { column, width in
                alignsRight[column]
                    ? String(repeating: " ", count: max(0, width - row[column].count)) + row[column]
                    : Prose.padded(row[column], to: width)
            }
            return Self.trimmed(cells.joined(separator: "  "))
        }
    }

    private func cut(_ cell: String) -> String {
        cell.count <= cellLimitCharacters ? cell : cell.prefix(cellLimitCharacters - 1) + "\u{2026}"
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
