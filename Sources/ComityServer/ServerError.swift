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

    package static var usualFamily: ErrorFamily { .local }
}
