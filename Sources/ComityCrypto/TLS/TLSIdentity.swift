package import ComityCore
internal import COpenSSL

/// A node's key for mutual TLS and the certificate that carries it. Specs/keys.md#tls-identity
///
/// The certificate is only an envelope: peers pin the public key that a card names, and neither its name nor its dates
/// mean anything. It follows from seed and agency alone, so nothing but the seed is kept.
package struct TLSIdentity: Sendable {
    /// The 32 bytes that a key file keeps.
    package var seed: [UInt8] { key.seed }
    package var publicKey: PublicKey { key.publicKey }
    /// X.509 v3, self-signed with Ed25519.
    package let certificateDER: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo: what a card names.
    package let spkiPin: Digest
    let key: SigningKey

    /// - Throws: `malformed-key` unless the seed has 32 bytes.
    package init(seed: [UInt8], agency: AgencyID) throws(CryptoError) {
        key = try SigningKey(seed: seed)
        certificateDER = try CertificateHandle(selfSigning: key, commonName: agency.text).der()
        spkiPin = Self.spkiPin(of: key.publicKey)
    }

    package static func generate(
        _ random: inout some RandomSource, agency: AgencyID
    ) throws(CryptoError) -> TLSIdentity {
        try TLSIdentity(seed: random.bytes(SigningKey.seedBytes), agency: agency)
    }

    /// The pin of the certificate of whoever holds `key`: a SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 4) is a
    /// fixed prefix and the key.
    package static func spkiPin(of key: PublicKey) -> Digest { SHA256.hash(spkiPrefix + key.bytes) }

    private static let spkiPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
    private static let pkcs8Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// The certificate as other tools read it.
    package var certificatePEM: String { Armor.encode(certificateDER, label: "CERTIFICATE") }

    /// The secret key as other tools read it (PKCS #8, RFC 8410 section 7), unprotected.
    package var privateKeyPEM: String { Armor.encode(Self.pkcs8Prefix + seed, label: "PRIVATE KEY") }

    /// Reads the form of ``privateKeyPEM``.
    /// - Throws: `malformed-armor`, or `malformed-key` for any other kind of key.
    package init(privateKeyPEM text: some StringProtocol, agency: AgencyID) throws(CryptoError) {
        let bytes = try Armor.decode(text, label: "PRIVATE KEY")
        guard bytes.starts(with: Self.pkcs8Prefix), bytes.count == Self.pkcs8Prefix.count + SigningKey.seedBytes else {
            throw CryptoError(.malformedKey, "the private key is not a plain Ed25519 key")
        }
        try self.init(seed: Array(bytes.dropFirst(Self.pkcs8Prefix.count)), agency: agency)
    }
}
