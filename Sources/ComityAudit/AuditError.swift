package import ComityCore

/// An error of `ComityAudit`.
package typealias AuditError = RoomError<AuditErrorCode>

/// The rules that errors of `ComityAudit` name.
package enum AuditErrorCode: String, ErrorCode {
    case malformedEvent = "malformed-event"
    case inconsistent

    package static var usualFamily: ErrorFamily { .invariant }
}
