package import ComityCore

/// An error of `ComityAudit`.
package typealias AuditError = RoomError<AuditErrorCode>

/// The rules that errors of `ComityAudit` name.
package enum AuditErrorCode: String, ErrorCode {
    /// A leaf is not the canonical encoding of a known event.
    case malformedEvent = "malformed-event"
    /// An event was built with fields that its kind does not have, or without one that it must have.
    case inconsistent
    /// A list does not have its canonical form, or does not match its commitment.
    case malformedList = "malformed-list"

    package static var usualFamily: ErrorFamily { .invariant }
}
