package import ComityCore

/// Sixteen bytes that keep a leaf hash from telling anything about a purged entry, held without a heap allocation.
/// Specs/feed.md#salts
package struct Salt: Hashable, Sendable {
    package static let lengthBytes = 16

    // In memory order, so that the raw bytes of the struct are the salt.
    private let words: (UInt64, UInt64)

    /// - Throws: `malformed-entry` unless there are exactly 16 bytes.
    package init(bytes: some Collection<UInt8>) throws(FeedError) {
        guard bytes.count == Self.lengthBytes else {
            throw FeedError(.malformedEntry, "a salt has \(Self.lengthBytes) bytes, not \(bytes.count)")
        }
        var words: (UInt64, UInt64) = (0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.words = words
    }

    /// The salt that a leaf of the puncturable salt tree yields: its first half.
    package init(derived secret: [UInt8]) {
        precondition(secret.count >= Self.lengthBytes, "a derived secret is longer than a salt")
        words = secret.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64).self) }
    }

    /// The salt that a leaf's secret yields: its first half.
    package init(derived secret: Digest) {
        words = secret.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64).self) }
    }

    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: words, body)
    }

    package static func == (left: Salt, right: Salt) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
