package import ComityCore

/// An error of `ComityFeed`.
package typealias FeedError = RoomError<FeedErrorCode>

/// The rules that errors of `ComityFeed` name.
package enum FeedErrorCode: String, ErrorCode {
    case malformedEntry = "malformed-entry"
    case malformedBatch = "malformed-batch"
    case wrongFeed = "wrong-feed"
    case wrongPosition = "wrong-position"
    case badRoot = "bad-root"
    case badSignature = "bad-signature"
    case fork
    case limitExceeded = "limit-exceeded"
    case unknownVersion = "unknown-version"

    package static var usualFamily: ErrorFamily { .peer }
}
