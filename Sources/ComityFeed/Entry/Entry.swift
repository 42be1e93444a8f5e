package import ComityCore
import ComityCrypto
import ComityMerkle

/// One leaf of a feed: a salt and what it says. Specs/feed.md#entries
package struct Entry: Hashable, Sendable {
    package let salt: Salt
    package let body: EntryBody

    package init(salt: Salt, body: EntryBody) {
        self.salt = salt
        self.body = body
    }

    /// The canonical bytes, which are hashed and signed: `[salt, body]`.
    package var encoded: [UInt8] { Self.encode(salt: salt, body: body.encoded) }

    /// The leaf hash of an entry whose body is already encoded. Complexity: O(bytes).
    package static func leafHash(salt: Salt, body: [UInt8]) -> Digest {
        // What stands before the body in `encode` is of fixed length: nothing is put together to be hashed.
        var hasher = leafPrefix
        salt.withUnsafeBytes { hasher.update($0) }
        hasher.update(body)
        return hasher.finalize()
    }

    /// Of a Merkle leaf, an array of two, and a byte string of 16.
    private static let leafPrefix = {
        var hasher = TreeHash.leafHasher
        hasher.update([0x82, 0x50])
        return hasher
    }()

    private static func encode(salt: Salt, body: [UInt8]) -> [UInt8] {
        var writer = CBORWriter(reservingBytes: body.count + 18)
        writer.array(count: 2)
        writer.byteString(salt.bytes)
        writer.raw(body)
        return writer.bytes
    }
}
