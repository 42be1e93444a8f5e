package import ComityCore

/// An error of `ComityServer`.
package typealias ServerError = RoomError<ServerErrorCode>

/// The rules that errors of `ComityServer` name.
package enum ServerErrorCode: String, ErrorCode {
    case bindFailed = "bind-failed"
    case connectFailed = "connect-failed"
    case refused
    case controlFailed = "control-failed"
    case configuration
    case malformedAddress = "malformed-address"
    case malformedFrame = "malformed-frame"
    case limitExceeded = "limit-exceeded"
    case loopFailed = "loop-failed"
    case homeUnusable = "home-unusable"
    case homeLocked = "home-locked"
    case notRunning = "not-running"
    case noAnswer = "no-answer"
    case systemCall = "system-call"

    package static var usualFamily: ErrorFamily { .local }
}
