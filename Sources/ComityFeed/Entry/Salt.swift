import ComityCore

/// Sixteen bytes that keep a leaf hash from telling anything about a purged entry. Specs/feed.md#salts
package struct Salt: Hashable, Sendable {
    package static let lengthBytes = 16
    package let bytes: [UInt8]

    /// - Throws: `malformed-entry` unless there are exactly 16 bytes.
    package init(bytes: some Collection<UInt8>) throws(FeedError) {
        guard bytes.count == Self.lengthBytes else {
            throw FeedError(.malformedEntry, "a salt has \(Self.lengthBytes) bytes, not \(bytes.count)")
        }
        self.bytes = Array(bytes)
    }

    /// The salt that a leaf of the puncturable salt tree yields: its first half.
    package init(derived secret: [UInt8]) {
        precondition(secret.count >= Self.lengthBytes, "a derived secret is longer than a salt")
        bytes = Array(secret.prefix(Self.lengthBytes))
    }
}
