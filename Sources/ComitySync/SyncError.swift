package import ComityCore

/// An error of `ComitySync`.
package typealias SyncError = RoomError<SyncErrorCode>

/// The rules that errors of `ComitySync` name.
package enum SyncErrorCode: String, ErrorCode {
    case malformedFrame = "malformed-frame"
    case limitExceeded = "limit-exceeded"
    case unexpectedFrame = "unexpected-frame"
    case unsupportedVersion = "unsupported-version"
    case closed

    package static var usualFamily: ErrorFamily { .peer }
}
