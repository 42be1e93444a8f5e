package import ComityCore

/// An error of `ComitySQLite`.
package typealias SQLiteError = RoomError<SQLiteErrorCode>

/// The rules that errors of `ComitySQLite` name.
package enum SQLiteErrorCode: String, ErrorCode {
    case openFailed = "open-failed"
    case statementFailed = "statement-failed"
    case constraint
    case busy
    case full
    case corrupt
    case migration
    case newerSchema = "newer-schema"
    case misuse

    package static var usualFamily: ErrorFamily { .local }
}
