package import ComityCore

/// An error of `ComityNode`.
package typealias NodeError = RoomError<NodeErrorCode>

/// The rules that errors of `ComityNode` name.
package enum NodeErrorCode: String, ErrorCode {
    case notInitialised = "not-initialised"
    case unknownPeer = "unknown-peer"
    case refused
    case impostorKey = "impostor-key"
    case expiredCard = "expired-card"
    case wrongPin = "wrong-pin"
    case notFound = "not-found"
    case ambiguous
    case purposeRequired = "purpose-required"
    case invalid

    package static var usualFamily: ErrorFamily { .local }
}
