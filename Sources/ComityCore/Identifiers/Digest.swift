/// A SHA-256 digest: 32 bytes, held without a heap allocation.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let lengthBytes = 32

    // Four words in memory order, so that the raw bytes of the struct are the digest.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The all-zero value. No data hashes to it as far as anyone knows; used as an absent predecessor.
    package static let zero = Digest(unsafeFilling: { _ in })

    /// Lets `fill` write all 32 bytes.
    package init(unsafeFilling fill: (UnsafeMutableRawBufferPointer) -> Void) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { fill($0) }
        self.words = words
    }

    /// - Throws: `malformed-identifier` unless there are exactly 32 bytes.
    package init(bytes: some Collection<UInt8>) throws(CoreError) {
        guard bytes.count == Self.lengthBytes else {
            throw CoreError(.malformedIdentifier, "a digest has 32 bytes, not \(bytes.count)")
        }
        self.init(unsafeFilling: { $0.copyBytes(from: bytes) })
    }

    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String { Hex.encode(bytes) }

    package static func == (left: Digest, right: Digest) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
            && left.words.3 == right.words.3
    }

    package func hash(into hasher: inout Hasher) {
        // The digest is uniform already: one word is enough to spread it.
        hasher.combine(words.0)
    }

    /// Orders as the bytes do.
    package static func < (left: Digest, right: Digest) -> Bool {
        let l = left.words
        let r = right.words
        return (l.0.bigEndian, l.1.bigEndian, l.2.bigEndian, l.3.bigEndian)
            < (r.0.bigEndian, r.1.bigEndian, r.2.bigEndian, r.3.bigEndian)
    }
}
