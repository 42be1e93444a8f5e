internal import ComityCore

/// What both forms of signed CBOR share (RFC 9052, EdDSA). Specs/cose.md
package enum COSE {
    /// The longest payload that is signed or read: far above the largest agreement or card.
    package static let payloadLimitBytes = 4 << 20

    static let algorithmLabel: CBORValue = 1
    static let contentTypeLabel: CBORValue = 3
    static let keyIDLabel: CBORValue = 4
    /// EdDSA in the COSE registry.
    static let edDSA: CBORValue = -8
    static let sign1Tag: UInt64 = 18
    static let signTag: UInt64 = 98

    /// The bytes under a COSE_Sign1 signature (RFC 9052 section 4.4).
    package static func signedBytes1(protected: [UInt8], external: [UInt8] = [], payload: [UInt8]) -> [UInt8] {
        let structure: [CBORValue] = ["Signature1", .bytes(protected), .bytes(external), .bytes(payload)]
        return CBORValue.array(structure).encoded
    }

    /// The bytes under one signature of a COSE_Sign (RFC 9052 section 4.4).
    package static func signedBytes(
        body: [UInt8], signer: [UInt8], external: [UInt8] = [], payload: [UInt8]
    ) -> [UInt8] {
        let structure: [CBORValue] = [
            "Signature", .bytes(body), .bytes(signer), .bytes(external), .bytes(payload),
        ]
        return CBORValue.array(structure).encoded
    }

    /// Signs `payload` as one COSE_Sign1 message.
    /// - Parameters:
    ///   - contentType: what the payload is; it is signed too, so that one kind cannot pass for another.
    ///   - externalData: bytes that both sides know and that the signature covers.
    package static func sign1(
        _ payload: [UInt8], contentType: String, with signer: some Signer, externalData: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        precondition(payload.count <= payloadLimitBytes, "payload is over the limit")
        let header = sign1Header(contentType)
        let signature = try signer.sign(signedBytes1(protected: header, external: externalData, payload: payload))
        return CBORValue.tagged(sign1Tag, [.bytes(header), [:], .bytes(payload), .bytes(signature)]).encoded
    }

    /// The payload of a COSE_Sign1 message.
    /// - Throws: `malformed-cose` for any other spelling, `bad-signature`.
    package static func verifySign1(
        _ message: [UInt8], contentType: String, key: PublicKey, externalData: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        try UnverifiedSign1(decoding: message, contentType: contentType).verify(key, externalData: externalData)
    }

    static func sign1Header(_ contentType: String) -> [UInt8] {
        let header: CBORValue = .map([
            CBORPair(algorithmLabel, edDSA), CBORPair(contentTypeLabel, .text(contentType)),
        ])
        return header.encoded
    }

    static func checkSize(_ message: [UInt8]) throws(CryptoError) {
        guard message.count <= payloadLimitBytes + (1 << 20) else {
            throw CryptoError(.malformedCOSE, "a signed message of \(message.count) bytes is over the limit")
        }
    }
}
