import ComityCore
package import ComityCrypto

/// Two checkpoints of one log, of one size, with two roots, both signed by the log: proof to anybody that its keeper
/// showed different histories to different people. Specs/checkpoint.md#forks
package struct ForkProof: Hashable, Sendable {
    package let first: SignedCheckpoint
    package let second: SignedCheckpoint

    /// - Throws: `not-a-fork` unless origin and size agree and the roots do not.
    package init(_ first: SignedCheckpoint, _ second: SignedCheckpoint) throws(MerkleError) {
        guard first.origin == second.origin, first.size == second.size, first.root != second.root else {
            throw MerkleError(.notAFork, "two checkpoints of `\(first.origin)` do not contradict each other")
        }
        // One order, so that a fork has one proof.
        (self.first, self.second) = first.root < second.root ? (first, second) : (second, first)
    }

    /// `[first note, second note]` in deterministic CBOR.
    package var encoded: [UInt8] { CBORValue.array([.bytes(first.encoded), .bytes(second.encoded)]).encoded }

    /// Reads a proof and checks both signatures.
    /// - Throws: what ``SignedCheckpoint`` throws; `not-a-fork`.
    package init(decoding bytes: [UInt8], verifying key: PublicKey, keyName: String? = nil) throws(MerkleError) {
        let notes: [[UInt8]]
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 2)
            notes = [try reader.byteString(), try reader.byteString()]
            try reader.finish()
        } catch {
            throw MerkleError(.notAFork, error.reason)
        }
        try self.init(
            try SignedCheckpoint(parsing: notes[0], verifying: key, keyName: keyName),
            try SignedCheckpoint(parsing: notes[1], verifying: key, keyName: keyName))
        guard Array(encoded) == bytes else {
            throw MerkleError(.notAFork, "the two checkpoints are in the wrong order")
        }
    }
}
