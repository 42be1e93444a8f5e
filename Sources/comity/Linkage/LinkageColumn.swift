import ComityLinkage
import ComityRecords

/// One field of a run: where each file has it, and how its cells are read.
struct LinkageColumn {
    /// A column of one file.
    struct Place {
        let column: Int
        let separator: String?
        /// Nil where linkage reads the dates as they are.
        let format: DateFormat?

        /// - Parameter order: how linkage reads a date that does not begin with its year.
        init(column: Int, separator: String? = nil, format: DateFormat? = nil, order: DateOrder) {
            self.column = column
            self.separator = separator
            self.format = format.flatMap { $0.isRead(order) ? nil : $0 }
        }

        /// Whether a cell is one value that is read as it stands.
        var isPlain: Bool { separator == nil && format == nil }

        /// The texts of a row: trimmed, divided by the separator, dates spelled as `yyyy-MM-dd` where the format reads
        /// them.
        func values(_ row: CSVRow) -> [String] {
            let text = String(decoding: row[column].trimmed, as: UTF8.self)
            guard !text.isEmpty else { return [] }
            guard let separator else { return [dated(text)] }
            return text.split(separator: separator).map { dated(String($0)) }.filter { !$0.isEmpty }
        }

        private func dated(_ text: String) -> String { format?.read(text.utf8)?.description ?? text }
    }

    let field: LinkageField
    /// One for each file; nil where the file has no such column.
    let places: [Place?]
}

extension DateFormat {
    /// How a date is read that this format does not read.
    var dateOrder: DateOrder {
        guard let month = description.firstIndex(of: "M"), let day = description.firstIndex(of: "d") else {
            return .dayFirst
        }
        return month < day && !beginsWithYear ? .monthFirst : .dayFirst
    }

    private var beginsWithYear: Bool { description.hasPrefix("yyyy") }

    /// Whether linkage reads dates of this form by itself. Specs/linkage-model.md#dates
    func isRead(_ order: DateOrder) -> Bool {
        if ["yyyyMMdd", "yyyyMM", "yyyy"].contains(description) { return true }
        let parts = description.split { !$0.isLetter }
        guard parts.count > 1, parts.allSatisfy({ Set($0).count == 1 }) else { return false }
        if beginsWithYear { return parts.count == 2 || parts[1].first == "M" }
        return parts.last == "yyyy" && (parts.count == 2 || dateOrder == order)
    }
}

extension ArraySlice<UInt8> {
    /// Without the spaces and tabs around it. Specs/field-map.md#mapping
    var trimmed: ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return []
        }
        return self[first...last]
    }
}
