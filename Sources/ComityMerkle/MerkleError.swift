package import ComityCore

/// An error of `ComityMerkle`.
package typealias MerkleError = RoomError<MerkleErrorCode>

/// The rules that errors of `ComityMerkle` name.
package enum MerkleErrorCode: String, ErrorCode {
    case badProof = "bad-proof"
    case badRoot = "bad-root"
    case malformedNote = "malformed-note"
    case malformedCheckpoint = "malformed-checkpoint"
    case badSignature = "bad-signature"
    case limitExceeded = "limit-exceeded"

    package static var usualFamily: ErrorFamily { .peer }
}
