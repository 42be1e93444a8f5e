package import ComityCore

/// One payload with the signatures of several agencies: a COSE_Sign message. Specs/cose.md#several-signers
///
/// It carries signatures; whether one holds, ``verify(_:key:)`` says, with a key that the caller trusts.
package struct COSESign: Sendable, Hashable {
    /// The most signatures of one message: twice the parties that any agreement is known to have.
    package static let signatureLimit = 1024

    package let payload: [UInt8]
    package let contentType: String
    /// In ascending order of agency, one each.
    package private(set) var signatures: [COSESignature] = []

    package init(payload: [UInt8], contentType: String) {
        precondition(payload.count <= COSE.payloadLimitBytes, "payload is over the limit")
        self.payload = payload
        self.contentType = contentType
    }

    /// Signs in the name of `agency`, replacing its earlier signature.
    package mutating func sign(as agency: AgencyID, with signer: some Signer) throws(CryptoError) {
        let empty = COSESignature(agency: agency, bytes: [])
        insert(COSESignature(agency: agency, bytes: try signer.sign(signedBytes(empty))))
    }

    /// Takes over a signature made elsewhere over the same payload.
    /// - Throws: `bad-signature` unless it holds under `key`.
    package mutating func add(_ signature: COSESignature, key: PublicKey) throws(CryptoError) {
        guard isValid(signature, key: key) else {
            throw CryptoError(.badSignature, "the signature of `\(signature.agency)` does not hold")
        }
        insert(signature)
    }

    /// Takes over all signatures of another message about the same payload, as they are.
    package mutating func merge(_ other: COSESign) {
        precondition(other.payload == payload && other.contentType == contentType, "it is about something else")
        for signature in other.signatures { insert(signature) }
    }

    package func signature(of agency: AgencyID) -> COSESignature? { signatures.first { $0.agency == agency } }

    /// Whether `agency` has signed with `key`.
    package func verify(_ agency: AgencyID, key: PublicKey) -> Bool {
        guard let signature = signature(of: agency) else { return false }
        return isValid(signature, key: key)
    }

    /// Whether `signature` holds over this payload, be it part of the message or not.
    package func isValid(_ signature: COSESignature, key: PublicKey) -> Bool {
        key.verify(signature.bytes, over: signedBytes(signature))
    }

    var bodyHeader: [UInt8] {
        CBORValue.map([CBORPair(COSE.contentTypeLabel, .text(contentType))]).encoded
    }

    private func signedBytes(_ signature: COSESignature) -> [UInt8] {
        COSE.signedBytes(body: bodyHeader, signer: signature.header, payload: payload)
    }

    private mutating func insert(_ signature: COSESignature) {
        signatures.removeAll { $0.agency == signature.agency }
        let place = signatures.firstIndex { signature.agency < $0.agency } ?? signatures.endIndex
        precondition(signatures.count < Self.signatureLimit, "a message has at most \(Self.signatureLimit) signatures")
        signatures.insert(signature, at: place)
    }
}

extension COSESign {
    /// Deterministic CBOR, tag 98.
    package var encoded: [UInt8] {
        let items = signatures.map { CBORValue.array([.bytes($0.header), [:], .bytes($0.bytes)]) }
        return CBORValue.tagged(COSE.signTag, [.bytes(bodyHeader), [:], .bytes(payload), .array(items)]).encoded
    }

    /// - Throws: `malformed-cose` for anything that ``encoded`` would not have written.
    package init(decoding message: [UInt8], contentType: String) throws(CryptoError) {
        try COSE.checkSize(message)
        do throws(CoreError) {
            var reader = CBORReader(message)
            self.init(payload: try Self.readBody(&reader, contentType), contentType: contentType)
            let count = try reader.array()
            guard count <= Self.signatureLimit else {
                throw CoreError(.limitExceeded, "\(count) signatures are over the limit of \(Self.signatureLimit)")
            }
            for _ in 0..<count { signatures.append(try Self.readSignature(&reader, after: signatures.last)) }
            try reader.finish()
        } catch {
            throw CryptoError(.malformedCOSE, error.reason)
        }
    }

    private static func readBody(_ reader: inout CBORReader, _ contentType: String) throws(CoreError) -> [UInt8] {
        guard try reader.tag() == COSE.signTag else { throw CoreError(.unexpectedCBOR, "this is no COSE_Sign") }
        try reader.array(count: 4)
        guard try reader.byteString() == COSESign(payload: [], contentType: contentType).bodyHeader else {
            throw CoreError(.unexpectedCBOR, "the header is not that of `\(contentType)`")
        }
        guard try reader.map() == 0 else { throw CoreError(.unexpectedCBOR, "the unprotected header is not empty") }
        let payload = try reader.byteString()
        guard payload.count <= COSE.payloadLimitBytes else {
            throw CoreError(.limitExceeded, "a payload of \(payload.count) bytes is over the limit")
        }
        return payload
    }

    private static func readSignature(
        _ reader: inout CBORReader, after previous: COSESignature?
    ) throws(CoreError) -> COSESignature {
        try reader.array(count: 3)
        let header = try reader.byteString()
        let agency = try readAgency(header)
        guard try reader.map() == 0 else { throw CoreError(.unexpectedCBOR, "the unprotected header is not empty") }
        let signature = COSESignature(agency: agency, bytes: try reader.byteString())
        guard signature.header == header, signature.bytes.count == PublicKey.signatureBytes else {
            throw CoreError(.nonCanonicalCBOR, "the signature of `\(agency)` is not written in the one way")
        }
        if let previous, previous.agency >= agency {
            throw CoreError(.nonCanonicalCBOR, "the signature of `\(agency)` follows that of `\(previous.agency)`")
        }
        return signature
    }

    private static func readAgency(_ header: [UInt8]) throws(CoreError) -> AgencyID {
        let keyID = try CBORValue(decoding: header)[COSE.keyIDLabel]?.bytesValue ?? []
        return try AgencyID(String(decoding: keyID, as: UTF8.self))
    }
}
