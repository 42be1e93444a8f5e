/// Which column of a file goes where. Specs/field-map.md
package struct FieldMap: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let column: String
        package let target: Target
        /// How dates are written; nil: as `yyyy-MM-dd` or `yyyyMMdd`.
        package let format: DateFormat?
        /// What divides a cell into several values; nil: nothing.
        package let separator: String?

        package init(column: String, target: Target, format: DateFormat? = nil, separator: String? = nil) {
            self.column = column
            self.target = target
            self.format = format
            self.separator = separator
        }
    }

    package enum Target: Hashable, Sendable {
        case kind(ColumnKind)
        case field(FieldPath)
    }

    /// The name of the record type.
    package let type: String
    /// The column that identifies a row within its file; nil: the number of the row does.
    package let idColumn: String?
    /// Settings of every record, in the order given.
    package let defaults: [Setting]
    package let entries: [Entry]

    package struct Setting: Hashable, Sendable {
        package let path: String
        package let value: String

        package init(path: String, value: String) {
            self.path = path
            self.value = value
        }
    }

    package init(type: String, idColumn: String?, defaults: [Setting] = [], entries: [Entry]) {
        self.type = type
        self.idColumn = idColumn
        self.defaults = defaults
        self.entries = entries
    }
}
