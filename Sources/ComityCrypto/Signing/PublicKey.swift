internal import COpenSSL
internal import ComityCore

/// An Ed25519 public key (RFC 8032). Specs/keys.md#public-keys
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    package static let lengthBytes = 32
    package static let signatureBytes = 64

    // The same 32 bytes, without a heap allocation.
    private let storage: Digest

    /// - Throws: `malformed-key` unless there are 32 bytes, or for a key of small order, under which one signature
    ///   fits many messages.
    package init(bytes: some Collection<UInt8>) throws(CryptoError) {
        guard bytes.count == Self.lengthBytes else {
            throw CryptoError(.malformedKey, "a public key has \(Self.lengthBytes) bytes, not \(bytes.count)")
        }
        guard !hasSmallOrder(Array(bytes)) else {
            throw CryptoError(.malformedKey, "a public key of small order signs nothing")
        }
        storage = Digest(unsafeFilling: { $0.copyBytes(from: bytes) })
    }

    /// Reads the form of ``text``.
    /// - Throws: `malformed-key` naming the input.
    package init(text: some StringProtocol) throws(CryptoError) {
        guard text.hasPrefix(Self.textPrefix) else {
            throw CryptoError(.malformedKey, "`\(String(text).prefix(80))` does not begin with `\(Self.textPrefix)`")
        }
        let bytes: [UInt8]
        do { bytes = try Base64.decode(text.dropFirst(Self.textPrefix.count)) } catch {
            throw CryptoError(.malformedKey, error.reason)
        }
        try self.init(bytes: bytes)
    }

    package var bytes: [UInt8] { storage.bytes }

    /// `ed25519:` and the bytes in base64, as people write it in agreements.
    package var text: String { Self.textPrefix + Base64.encode(bytes) }
    package var description: String { text }

    private static let textPrefix = "ed25519:"

    /// Whether `signature` was made over `message` by the holder of the secret. False for any malformed signature.
    package func verify(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard signature.count == Self.signatureBytes,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, Self.lengthBytes)
        else {
            clearOpenSSLErrors()
            return false
        }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let isValid =
            EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        if !isValid { clearOpenSSLErrors() }
        return isValid
    }
}

/// Whether the point, its sign bit aside, is one of the eight whose multiples by 8 vanish, in any spelling.
private func hasSmallOrder(_ bytes: [UInt8]) -> Bool {
    var unsigned = bytes
    unsigned[31] &= 0x7F
    return smallOrderPoints.contains(unsigned)
}

private let smallOrderPoints: Set<[UInt8]> = {
    let highest = [UInt8](repeating: 0xFF, count: 30) + [0x7F]
    let zeros = [UInt8](repeating: 0, count: 31)
    return [
        [0x00] + zeros, [0x01] + zeros, [0xEC] + highest, [0xED] + highest, [0xEE] + highest,
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
            0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
            0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ]
}()
