package import ComityCore

/// An error of `ComityMerkle`.
package typealias MerkleError = RoomError<MerkleErrorCode>

/// The rules that errors of `ComityMerkle` name.
package enum MerkleErrorCode: String, ErrorCode {
    case badProof = "bad-proof"
    case badRoot = "bad-root"
    /// A subtree or range does not fit where it should be appended.
    case badRange = "bad-range"
    case malformedTile = "malformed-tile"
    case malformedNote = "malformed-note"
    case malformedCheckpoint = "malformed-checkpoint"
    case badSignature = "bad-signature"
    /// Two checkpoints that are said to fork do not.
    case notAFork = "not-a-fork"
    /// The key's holder could not sign.
    case cannotSign = "cannot-sign"
    case limitExceeded = "limit-exceeded"

    package static var usualFamily: ErrorFamily { .peer }
}
