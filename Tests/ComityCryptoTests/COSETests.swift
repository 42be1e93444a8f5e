import ComityCore
import ComityCrypto
import Testing

@Suite struct COSETests {
    /// The working group's own examples: the bytes under the signature, and the signature where it is EdDSA.
    @Test(arguments: try VectorCase.loadFolder("cose"))
    func examples(_ vector: VectorCase) throws {
        let protected = try vector.bytes("protected")
        let payload = try vector.bytes("payload")
        let signed =
            switch try vector.text("kind") {
            case "sign":
                COSE.signedBytes(body: protected, signer: try vector.bytes("signer"), payload: payload)
            case "structure":
                COSE.signedBytes1(
                    protected: protected, external: try vector.bytes("external"), payload: payload)
            default: COSE.signedBytes1(protected: protected, payload: payload)
            }
        #expect(signed == (try vector.bytes("signed")))
        guard vector.optional("key") != nil else { return }
        let key = try PublicKey(bytes: try vector.bytes("key"))
        #expect(key.verify(try vector.bytes("signature"), over: signed))
    }

    @Test func oneSigner() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let other = try SigningKey(seed: [UInt8](repeating: 2, count: 32))
        let message = try COSE.sign1([1, 2, 3], contentType: "text/plain", with: key, externalData: [9])
        #expect(
            try COSE.verifySign1(message, contentType: "text/plain", key: key.publicKey, externalData: [9]) == [
                1, 2, 3,
            ])
        for (key, external) in [(key, []), (other, [9])] as [(SigningKey, [UInt8])] {
            #expect(throws: CryptoError(.badSignature, "")) {
                try COSE.verifySign1(
                    message, contentType: "text/plain", key: key.publicKey, externalData: external)
            }
        }
        #expect(throws: CryptoError(.malformedCOSE, "")) {
            try COSE.verifySign1(message, contentType: "text/html", key: key.publicKey, externalData: [9])
        }
    }

    @Test func everyFlippedBitIsRefused() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let message = try COSE.sign1([1, 2, 3], contentType: "t", with: key)
        for bit in 0..<message.count * 8 {
            var altered = message
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoError.self) {
                try COSE.verifySign1(altered, contentType: "t", key: key.publicKey)
            }
        }
    }

    @Test(arguments: try VectorCase.loadFolder("cose-sign"))
    func severalSigners(_ vector: VectorCase) throws {
        let contentType = "application/vnd.comity.agreement+cbor"
        let bytes = try vector.bytes("message")
        let result = try vector.text("result")
        if result == "malformed-cose" {
            #expect(throws: CryptoError(.malformedCOSE, "")) {
                try COSESign(decoding: bytes, contentType: contentType)
            }
            return
        }
        let message = try COSESign(decoding: bytes, contentType: contentType)
        #expect(message.encoded == bytes)
        let agencies = try vector.text("signers").split(separator: " ").map { try AgencyID(String($0)) as AgencyID }
        #expect(message.signatures.map(\.agency) == agencies)
        for (agency, key) in zip(agencies, try vector.text("keys").split(separator: " ")) {
            let key = try PublicKey(bytes: try Hex.decode(key))
            #expect(message.verify(agency, key: key) == (result == "valid"))
        }
    }

    @Test func signaturesGatherInAnyOrder() throws {
        let agencies = try ["c", "a", "b"].map { try AgencyID($0) as AgencyID }
        let keys = try (1...3).map { try SigningKey(seed: [UInt8](repeating: $0, count: 32)) }
        var together = COSESign(payload: [7], contentType: "t")
        var parts: [COSESign] = []
        for (agency, key) in zip(agencies, keys) {
            try together.sign(as: agency, with: key)
            var alone = COSESign(payload: [7], contentType: "t")
            try alone.sign(as: agency, with: key)
            parts.append(alone)
        }
        var gathered = COSESign(payload: [7], contentType: "t")
        for (part, key) in zip(parts, keys).reversed() { try gathered.add(part.signatures[0], key: key.publicKey) }
        #expect(gathered == together)
        #expect(gathered.signatures.map(\.agency.text) == ["a", "b", "c"])
        #expect(throws: CryptoError(.badSignature, "")) {
            try gathered.add(parts[0].signatures[0], key: keys[1].publicKey)
        }
        try gathered.sign(as: agencies[0], with: keys[0])
        #expect(gathered == together)
    }
}
