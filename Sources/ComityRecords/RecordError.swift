package import ComityCore

/// An error of `ComityRecords`.
package typealias RecordError = RoomError<RecordErrorCode>

/// The rules that errors of `ComityRecords` name.
package enum RecordErrorCode: String, ErrorCode {
    case unknownType = "unknown-type"
    case unknownField = "unknown-field"
    case malformedValue = "malformed-value"
    case malformedStatement = "malformed-statement"
    case limitExceeded = "limit-exceeded"
    case malformedPath = "malformed-path"
    case malformedMap = "malformed-map"
    case malformedRow = "malformed-row"

    package static var usualFamily: ErrorFamily { .peer }
}
