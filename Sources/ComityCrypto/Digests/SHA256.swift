package import ComityCore

/// SHA-256 (FIPS 180-4) in one call.
///
/// Uses the low-level functions of OpenSSL: EVP looks up its provider on every call, which costs more than the hash
/// of a short message.
package enum SHA256 {
    /// The bytes that one compression takes in.
    package static let blockBytes = 64

    /// Complexity: O(bytes).
    package static func hash(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { hash($0) } }

    /// Complexity: O(bytes).
    package static func hash(_ buffer: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(buffer)
        return hasher.finalize()
    }
}
