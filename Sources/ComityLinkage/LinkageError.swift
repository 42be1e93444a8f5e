package import ComityCore

/// An error of `ComityLinkage`.
package typealias LinkageError = RoomError<LinkageErrorCode>

/// The rules that errors of `ComityLinkage` name.
package enum LinkageErrorCode: String, ErrorCode {
    case malformedModel = "malformed-model"
    case malformedInput = "malformed-input"
    case malformedIndex = "malformed-index"
    case limitExceeded = "limit-exceeded"

    package static var usualFamily: ErrorFamily { .local }
}
