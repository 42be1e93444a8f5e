/// Something about a row that the person who imports it should know. Specs/field-map.md#faults
package struct ImportProblem: Hashable, Sendable {
    /// From 1.
    package let line: Int
    /// The name of the column, if the problem lies in one.
    package let column: String?
    package let reason: String

    package init(line: Int, column: String?, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }
}

/// One row as a content, ready to be authored.
package struct ImportedRow: Hashable, Sendable {
    package let line: Int
    /// What identifies the row within its file.
    package let id: String
    package let content: Content
    /// Values that were kept as they stood, unread.
    package let warnings: [ImportProblem]
}
