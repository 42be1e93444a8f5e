package import ComityCore

/// An error of `ComitySQLite`.
package typealias SQLiteError = RoomError<SQLiteErrorCode>

/// The rules that errors of `ComitySQLite` name. SQLite's own codes: https://www.sqlite.org/rescode.html
package enum SQLiteErrorCode: String, ErrorCode {
    case openFailed = "open-failed"
    case statementFailed = "statement-failed"
    /// A UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule of the schema refused the row.
    case constraint
    /// Another connection holds the lock, and waiting did not help: try again later.
    case busy
    /// The disk or the page limit is full. What was committed before is intact.
    case full
    /// The file is damaged or is no database.
    case corrupt
    /// The operating system failed to read or write.
    case inputOutput = "input-output"
    /// The file or this connection allows no writing.
    case readOnly = "read-only"
    case migration
    /// The store was written by a newer version of the program.
    case newerSchema = "newer-schema"
    /// SQLite rolled the transaction back by itself: nothing of it may be relied on.
    case transactionLost = "transaction-lost"
    case misuse

    package static var usualFamily: ErrorFamily { .local }
}
