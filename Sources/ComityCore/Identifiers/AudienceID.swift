/// The name of an audience: the first 16 bytes of the SHA-256 of its canonical description. Specs/feed.md#feeds
package struct AudienceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let lengthBytes = 16
    package let bytes: [UInt8]

    /// - Throws: `malformed-identifier` unless there are exactly 16 bytes.
    package init(bytes: some Collection<UInt8>) throws(CoreError) {
        guard bytes.count == Self.lengthBytes else {
            throw CoreError(.malformedIdentifier, "an audience id has 16 bytes, not \(bytes.count)")
        }
        self.bytes = Array(bytes)
    }

    /// The id whose description hashes to `digest`.
    package init(truncating digest: Digest) { bytes = Array(digest.bytes.prefix(Self.lengthBytes)) }

    /// 32 lower-case hexadecimal digits.
    package var description: String { Hex.encode(bytes) }

    package static func < (left: AudienceID, right: AudienceID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
