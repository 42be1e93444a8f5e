internal import COpenSSL
package import ComityCore

/// An Ed25519 secret key (RFC 8032) in memory. Signatures are deterministic. It never prints itself.
package struct SigningKey: Signer, CustomStringConvertible {
    package static let seedBytes = 32

    package let publicKey: PublicKey
    /// The 32 bytes from which the key comes: what a key file keeps.
    package let seed: [UInt8]
    let handle: PrivateKeyHandle

    /// - Throws: `malformed-key` unless there are exactly 32 bytes.
    package init(seed: [UInt8]) throws(CryptoError) {
        guard seed.count == Self.seedBytes else {
            throw CryptoError(.malformedKey, "the seed of a signing key has \(Self.seedBytes) bytes, not \(seed.count)")
        }
        self.seed = seed
        handle = try PrivateKeyHandle(seed: seed)
        publicKey = try PublicKey(bytes: try handle.publicKeyBytes())
    }

    package static func generate(_ random: inout some RandomSource) throws(CryptoError) -> SigningKey {
        try SigningKey(seed: random.bytes(seedBytes))
    }

    /// A signature of 64 bytes. About 50 microseconds: one per batch, never one per record.
    package func sign(_ message: [UInt8]) -> [UInt8] { handle.sign(message) }

    package var description: String { "SigningKey(\(publicKey))" }
}
