package import ComityCore

/// An error of `ComityAgreement`.
package typealias AgreementError = RoomError<AgreementErrorCode>

/// The rules that errors of `ComityAgreement` name.
package enum AgreementErrorCode: String, ErrorCode {
    case syntax
    case unknownParty = "unknown-party"
    case unknownField = "unknown-field"
    case malformedAgreement = "malformed-agreement"
    case badSignature = "bad-signature"
    case incomplete
    case notInForce = "not-in-force"
    case conflictingVersion = "conflicting-version"
    case refused

    package static var usualFamily: ErrorFamily { .peer }
}
