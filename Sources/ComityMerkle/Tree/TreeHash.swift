package import ComityCore
package import ComityCrypto

/// The hashes of a Merkle tree (RFC 6962 section 2.1): a leaf and an inner node can never be taken for each other.
/// Specs/merkle.md#hashes
package enum TreeHash {
    /// The root of a tree without leaves: the SHA-256 of nothing.
    package static let empty = SHA256.hash([])

    /// SHA-256(0x00 ‖ entry). Complexity: O(bytes); nothing is allocated.
    package static func leaf(_ entry: [UInt8]) -> Digest { entry.withUnsafeBytes { leaf($0) } }

    package static func leaf(_ entry: UnsafeRawBufferPointer) -> Digest {
        var hasher = leafPrefix
        hasher.update(entry)
        return hasher.finalize()
    }

    /// SHA-256(0x01 ‖ left ‖ right). Nothing is allocated.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        var hasher = nodePrefix
        hasher.update(left)
        hasher.update(right)
        return hasher.finalize()
    }

    /// For a leaf whose entry comes in parts.
    package static var leafHasher: SHA256Hasher { leafPrefix }

    private static let leafPrefix = prefix(0)
    private static let nodePrefix = prefix(1)

    private static func prefix(_ byte: UInt8) -> SHA256Hasher {
        var hasher = SHA256Hasher()
        hasher.update([byte])
        return hasher
    }
}
