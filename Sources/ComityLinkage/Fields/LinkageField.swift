/// One column of the input: its name and what it holds.
package struct LinkageField: Hashable, Sendable {
    package let name: String
    package let kind: FieldKind
    /// How dates with a two-digit first part are read; the other kinds ignore it.
    package let dateOrder: DateOrder

    package init(name: String, kind: FieldKind, dateOrder: DateOrder = .dayFirst) {
        self.name = name
        self.kind = kind
        self.dateOrder = dateOrder
    }
}

/// The order of day and month in a date that does not begin with its year.
package enum DateOrder: String, Sendable {
    case dayFirst = "day-first"
    case monthFirst = "month-first"
}
