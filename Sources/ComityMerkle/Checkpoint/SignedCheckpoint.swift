package import ComityCore
package import ComityCrypto

/// A checkpoint whose log's signature has been checked. Only signing and verifying make one.
/// Specs/checkpoint.md#checkpoints
package struct SignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    /// The note as it was received, with the lines of witnesses known or not.
    package let note: SignedNote

    init(unchecked checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Reads a signed checkpoint and checks the log's signature.
    ///
    /// - Parameters:
    ///   - key: the public key of whoever keeps the log.
    ///   - keyName: the name of that key; nil if it is the origin.
    ///   - origin: the log that the checkpoint must be of; nil if any will do.
    /// - Throws: `malformed-note`, `malformed-checkpoint`, `bad-signature`, `limit-exceeded`.
    package init(
        parsing bytes: [UInt8], verifying key: PublicKey, keyName: String? = nil, origin: String? = nil
    ) throws(MerkleError) {
        let note = try SignedNote(parsing: bytes)
        let checkpoint = try Checkpoint(parsing: note.text)
        guard origin == nil || origin == checkpoint.origin else {
            throw MerkleError(.malformedCheckpoint, "a checkpoint of `\(checkpoint.origin)` where `\(origin!)` belongs")
        }
        try note.verify(try NoteKey(name: keyName ?? checkpoint.origin, kind: .ed25519, key: key))
        self.init(unchecked: checkpoint, note: note)
    }

    package var encoded: [UInt8] { note.encoded }
    package var origin: String { checkpoint.origin }
    package var size: TreeSize { checkpoint.size }
    package var root: Digest { checkpoint.root }
}
