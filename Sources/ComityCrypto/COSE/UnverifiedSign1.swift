internal import ComityCore

/// A COSE_Sign1 message whose signature nobody has checked yet. Specs/cose.md#one-signer
///
/// For payloads that name the key they are signed with; others use
/// ``COSE/verifySign1(_:contentType:key:externalData:)``.
package struct UnverifiedSign1: Sendable {
    /// Believe nothing in it before ``verify(_:externalData:)`` returned.
    package let unverifiedPayload: [UInt8]
    private let header: [UInt8]
    private let signature: [UInt8]

    /// - Throws: `malformed-cose` for anything that ``COSE/sign1(_:contentType:with:externalData:)`` would not write.
    package init(decoding message: [UInt8], contentType: String) throws(CryptoError) {
        try COSE.checkSize(message)
        header = COSE.sign1Header(contentType)
        do throws(CoreError) {
            var reader = CBORReader(message)
            guard try reader.tag() == COSE.sign1Tag else { throw CoreError(.unexpectedCBOR, "this is no COSE_Sign1") }
            try reader.array(count: 4)
            guard try reader.byteString() == header else {
                throw CoreError(.unexpectedCBOR, "the header is not that of `\(contentType)` under EdDSA")
            }
            guard try reader.map() == 0 else {
                throw CoreError(.unexpectedCBOR, "the unprotected header is not empty")
            }
            unverifiedPayload = try reader.byteString()
            signature = try reader.byteString()
            try reader.finish()
        } catch {
            throw CryptoError(.malformedCOSE, error.reason)
        }
    }

    /// The payload, once the signature by `key` holds.
    /// - Throws: `bad-signature`.
    package func verify(_ key: PublicKey, externalData: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        let signed = COSE.signedBytes1(protected: header, external: externalData, payload: unverifiedPayload)
        guard key.verify(signature, over: signed) else {
            throw CryptoError(.badSignature, "the signature is not one by \(key)")
        }
        return unverifiedPayload
    }
}
