/// An error of `ComityCore`.
package typealias CoreError = RoomError<CoreErrorCode>

/// The rules that errors of `ComityCore` name.
package enum CoreErrorCode: String, ErrorCode {
    case malformedIdentifier = "malformed-identifier"
    case malformedText = "malformed-text"
    case malformedTime = "malformed-time"
    case truncatedCBOR = "truncated-cbor"
    case nonCanonicalCBOR = "non-canonical-cbor"
    case unsupportedCBOR = "unsupported-cbor"
    case unexpectedCBOR = "unexpected-cbor"
    case malformedJSON = "malformed-json"
    case limitExceeded = "limit-exceeded"
    case clockAhead = "clock-ahead"

    package static var usualFamily: ErrorFamily { .peer }
}
