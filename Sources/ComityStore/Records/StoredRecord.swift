package import ComityRecords

/// A statement of this agency with what the store knows about it.
package struct StoredRecord: Sendable {
    /// Why a record is no longer stated.
    package enum Retraction: Int64, Sendable {
        case notShared = 0
        case error = 1
        case order = 2
        /// The import that it came from was undone: importing the row again brings it back.
        case importUndone = 3
    }

    /// The row number, for use within the store and the node only.
    package let number: Int64
    package let statement: Statement
    package let retraction: Retraction?
    package let orderNumber: String?

    package init(number: Int64, statement: Statement, retraction: Retraction?, orderNumber: String?) {
        self.number = number
        self.statement = statement
        self.retraction = retraction
        self.orderNumber = orderNumber
    }
}
