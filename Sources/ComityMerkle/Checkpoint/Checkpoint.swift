package import ComityCore
package import ComityCrypto

/// The head of a log at one moment: whose log, how many leaves, which root (C2SP tlog-checkpoint).
/// Specs/checkpoint.md#checkpoints
package struct Checkpoint: Hashable, Sendable {
    /// The most extension lines; Comity writes none.
    package static let extensionLimit = 8

    /// The unique name of the log: without spaces and `+`, so that it can name the log's key too.
    package let origin: String
    package let size: TreeSize
    package let root: Digest
    /// Lines that other programs may add. Not empty, and no meaning here.
    package let extensions: [String]

    /// - Throws: `malformed-checkpoint` for an origin or extension that cannot stand in a line, a size over the limit,
    ///   or an empty tree with another root than the empty one.
    package init(origin: String, size: TreeSize, root: Digest, extensions: [String] = []) throws(MerkleError) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
        guard isWellFormedKeyName(origin) else {
            throw MerkleError(.malformedCheckpoint, "`\(origin.prefix(80))` is no origin: no spaces, no `+`, not empty")
        }
        guard size.value <= CompactRange.sizeLimit else {
            throw MerkleError(.malformedCheckpoint, "a log has at most \(CompactRange.sizeLimit) leaves")
        }
        guard size > .zero || root == TreeHash.empty else {
            throw MerkleError(.malformedCheckpoint, "an empty log has the root of the empty tree")
        }
        guard extensions.count <= Self.extensionLimit,
            extensions.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(where: { $0 < 0x20 }) })
        else { throw MerkleError(.malformedCheckpoint, "extension lines are at most 8 and not empty") }
    }

    /// The text of the note: origin, size, root and extensions, a line each.
    package var text: String {
        Self.text(origin: origin, size: size, root: root) + extensions.map { $0 + "\n" }.joined()
    }

    /// The bytes that a log signs for a size, where the parts are known to be well formed: those of ``text``.
    package static func signedBytes(origin: String, size: TreeSize, root: Digest) -> [UInt8] {
        Array(text(origin: origin, size: size, root: root).utf8)
    }

    private static func text(origin: String, size: TreeSize, root: Digest) -> String {
        "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
    }

    /// Reads the text of a note; exactly what ``text`` writes is accepted.
    /// - Throws: `malformed-checkpoint`.
    package init(parsing text: String) throws(MerkleError) {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.removeLast().isEmpty, let size = UInt64(lines[1]) else {
            throw MerkleError(.malformedCheckpoint, "a checkpoint has lines for origin, size and root")
        }
        let root: Digest
        do throws(CoreError) { root = try Digest(bytes: try Base64.decode(lines[2])) } catch {
            throw MerkleError(.malformedCheckpoint, "`\(lines[2].prefix(80))` is no root hash")
        }
        try self.init(origin: lines[0], size: TreeSize(size), root: root, extensions: Array(lines[3...]))
        guard self.text == text, self.text.utf8.elementsEqual(text.utf8) else {
            throw MerkleError(.malformedCheckpoint, "`\(lines[1].prefix(80))` is not the one spelling of a size")
        }
    }

    /// Signs as the log itself. The key's name is the origin unless another is given.
    /// - Throws: `cannot-sign` if the signer fails.
    package func sign(with signer: some Signer, keyName: String? = nil) throws(MerkleError) -> SignedCheckpoint {
        let key = try NoteKey(name: keyName ?? origin, kind: .ed25519, key: signer.publicKey)
        let bytes: [UInt8]
        do throws(CryptoError) { bytes = try signer.sign(Array(text.utf8)) } catch {
            throw MerkleError(.cannotSign, error.reason, family: error.family)
        }
        let note = try SignedNote(
            text: text, signatures: [NoteSignature(name: key.name, keyID: key.keyID, bytes: bytes)])
        return SignedCheckpoint(unchecked: self, note: note)
    }
}
