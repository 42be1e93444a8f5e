/// One step from a released schema to the next. Once released it is never edited: its text is kept in the database
/// and compared. It uses SQL only, never application types, which change.
package struct Migration: Sendable {
    package let name: String
    /// Statements without parameters, run in one transaction.
    package let script: String

    package init(_ name: String, _ script: String) {
        self.name = name
        self.script = script
    }
}
