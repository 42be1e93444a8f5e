package import ComityCore
package import ComityCrypto

/// A witness's word that, at some time, this was the longest consistent head it had seen of the log (C2SP
/// tlog-cosignature, cosignature/v1 with Ed25519). Specs/checkpoint.md#cosignatures
package struct Cosignature: Hashable, Sendable {
    /// Whole seconds: the format has no finer time.
    package let time: Timestamp
    /// The witness's line in the note.
    package let signature: NoteSignature

    /// Cosigns `checkpoint` as the witness `name`. Check consistency with every head seen before, first.
    /// - Throws: `malformed-note` for a bad name; `cannot-sign`.
    package init(
        of checkpoint: Checkpoint, as name: String, with signer: some Signer, now: Timestamp
    ) throws(MerkleError) {
        let key = try NoteKey(name: name, kind: .cosignature, key: signer.publicKey)
        let seconds = UInt64(max(0, now.milliseconds) / 1000)
        let bytes: [UInt8]
        do throws(CryptoError) { bytes = try signer.sign(Self.message(checkpoint.text, seconds)) } catch {
            throw MerkleError(.cannotSign, error.reason, family: error.family)
        }
        self.init(
            seconds: seconds,
            NoteSignature(name: name, keyID: key.keyID, bytes: bigEndianBytes(seconds) + bytes))
    }

    /// Finds and checks the witness's line in a checkpoint's note.
    /// - Throws: `bad-signature` if there is none or it is wrong.
    package init(by witness: NoteKey, in note: SignedNote) throws(MerkleError) {
        guard witness.kind == .cosignature else {
            throw MerkleError(.badSignature, "the key of `\(witness.name)` is not for cosignatures", family: .invariant)
        }
        let line = try note.signature(of: witness)
        guard line.bytes.count == 8 + PublicKey.signatureBytes else {
            throw MerkleError(.badSignature, "the cosignature of `\(witness.name)` has \(line.bytes.count) bytes")
        }
        let seconds = line.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard seconds <= Self.secondsLimit,
            witness.key.verify(Array(line.bytes.dropFirst(8)), over: Self.message(note.text, seconds))
        else { throw MerkleError(.badSignature, "the cosignature of `\(witness.name)` is wrong") }
        self.init(seconds: seconds, line)
    }

    private init(seconds: UInt64, _ signature: NoteSignature) {
        time = Timestamp(milliseconds: Int64(seconds) * 1000)
        self.signature = signature
    }

    /// Later times do not fit milliseconds; they lie 292 million years ahead.
    private static let secondsLimit = UInt64(Int64.max / 1000)

    private static func message(_ text: String, _ seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}

extension SignedCheckpoint {
    /// The same checkpoint with a witness's line added, or replaced by a newer one.
    package func adding(_ cosignature: Cosignature) throws(MerkleError) -> SignedCheckpoint {
        SignedCheckpoint(unchecked: checkpoint, note: try note.adding(cosignature.signature))
    }
}
