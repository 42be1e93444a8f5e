package import ComityCore

/// An error of `ComityCompression`.
package typealias CompressionError = RoomError<CompressionErrorCode>

/// The rules that errors of `ComityCompression` name.
package enum CompressionErrorCode: String, ErrorCode {
    case malformedFrame = "malformed-frame"
    case limitExceeded = "limit-exceeded"
    case libraryFailed = "library-failed"

    package static var usualFamily: ErrorFamily { .peer }
}
