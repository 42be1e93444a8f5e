package import ComityCore

/// An error of `ComityCompression`.
package typealias CompressionError = RoomError<CompressionErrorCode>

/// The rules that errors of `ComityCompression` name.
package enum CompressionErrorCode: String, ErrorCode {
    /// The bytes are not exactly one zstd frame that declares its size and keeps to it.
    case malformedFrame = "malformed-frame"
    /// The declared size is over the caller's limit. Nothing was allocated.
    case limitExceeded = "limit-exceeded"
    /// The frame needs another dictionary than the one given, or none was needed.
    case wrongDictionary = "wrong-dictionary"
    case malformedDictionary = "malformed-dictionary"
    /// The library failed for a reason of this machine, such as memory.
    case libraryFailed = "library-failed"

    package static var usualFamily: ErrorFamily { .peer }
}
