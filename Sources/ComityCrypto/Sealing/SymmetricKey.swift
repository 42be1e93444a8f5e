package import ComityCore

/// A 256-bit secret key, held without a heap allocation. It never prints itself.
package struct SymmetricKey: Sendable, CustomStringConvertible {
    package static let lengthBytes = 32

    private let words: Digest

    /// - Throws: `malformed-key` unless there are exactly 32 bytes.
    package init(bytes: some Collection<UInt8>) throws(CryptoError) {
        guard bytes.count == Self.lengthBytes else {
            throw CryptoError(.malformedKey, "a symmetric key has \(Self.lengthBytes) bytes, not \(bytes.count)")
        }
        words = Digest(unsafeFilling: { $0.copyBytes(from: bytes) })
    }

    /// Uses 32 derived bytes, such as the leaf of a puncturable key.
    package init(_ derived: Digest) { words = derived }

    package static func generate(_ random: inout some RandomSource) -> SymmetricKey {
        let bytes = random.bytes(lengthBytes)
        return SymmetricKey(Digest(unsafeFilling: { $0.copyBytes(from: bytes) }))
    }

    package var bytes: [UInt8] { words.bytes }
    package var description: String { "SymmetricKey(secret)" }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        words.withUnsafeBytes(body)
    }
}
