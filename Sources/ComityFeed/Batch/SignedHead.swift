package import ComityCore
package import ComityCrypto
import ComityMerkle

/// A signed size and root of one epoch of a feed: a checkpoint without the parts that both sides know.
/// Specs/feed.md#checkpoints
package struct SignedHead: Hashable, Sendable {
    package let size: TreeSize
    package let root: Digest
    /// Ed25519 over the text of the checkpoint.
    package let signature: [UInt8]

    package static let signatureBytes = 64

    package init(size: TreeSize, root: Digest, signature: [UInt8]) {
        self.size = size
        self.root = root
        self.signature = signature
    }

    /// Signs a size. The caller sees to it that no two roots are signed for one size.
    package init(
        feed: FeedID, epoch: Epoch, size: TreeSize, root: Digest, signer: some Signer
    ) throws(CryptoError) {
        let text = Self.text(feed: feed, epoch: epoch, size: size, root: root)
        self.init(size: size, root: root, signature: try signer.sign(text))
    }

    /// - Throws: `bad-signature`.
    package func verify(feed: FeedID, epoch: Epoch, key: PublicKey) throws(FeedError) {
        guard isSigned(by: key, feed: feed, epoch: epoch) else {
            throw FeedError(.badSignature, "the checkpoint of \(feed) at \(size) is not signed by its origin")
        }
    }

    /// Whether `key` has signed it, as a head of that log.
    package func isSigned(by key: PublicKey, feed: FeedID, epoch: Epoch) -> Bool {
        key.verify(signature, over: Self.text(feed: feed, epoch: epoch, size: size, root: root))
    }

    /// The bytes that are signed: the note text of the C2SP checkpoint.
    package static func text(feed: FeedID, epoch: Epoch, size: TreeSize, root: Digest) -> [UInt8] {
        Checkpoint.signedBytes(origin: feed.logOrigin(epoch: epoch), size: size, root: root)
    }

    package func write(into writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.unsigned(size.value)
        writer.digest(root)
        writer.byteString(signature)
    }

    package init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        size = try reader.treeSize()
        root = try reader.digest()
        signature = try reader.byteString()
        guard signature.count == Self.signatureBytes else {
            throw CoreError(.unexpectedCBOR, "a signature has \(Self.signatureBytes) bytes")
        }
    }
}
