import ComityCore
import ComityCrypto
import Testing

@Suite struct SigningTests {
    @Test(arguments: try VectorCase.load("keys/ed25519-rfc8032.txt"))
    func rfc8032(_ vector: VectorCase) throws {
        let key = try SigningKey(seed: try vector.bytes("seed"))
        #expect(key.publicKey.bytes == (try vector.bytes("key")))
        let message = try vector.bytes("message")
        let signature = key.sign(message)
        #expect(signature == (try vector.bytes("signature")))
        #expect(key.publicKey.verify(signature, over: message))
        #expect(!key.publicKey.verify(signature, over: message + [0]))
    }

    @Test(arguments: try VectorCase.load("wycheproof/ed25519.txt"))
    func wycheproof(_ vector: VectorCase) throws {
        let key = try PublicKey(bytes: try vector.bytes("key"))
        let isValid = key.verify(try vector.bytes("signature"), over: try vector.bytes("message"))
        #expect(isValid == (try vector.text("result") == "valid"))
    }

    @Test func everyFlippedBitIsRefused() throws {
        var random = SeededRandom(seed: 5)
        let key = try SigningKey.generate(&random)
        let signature = key.sign([1, 2, 3])
        for bit in 0..<signature.count * 8 {
            var altered = signature
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.publicKey.verify(altered, over: [1, 2, 3]))
        }
        #expect(!key.publicKey.verify([], over: [1, 2, 3]))
        #expect(!key.publicKey.verify(signature + [0], over: [1, 2, 3]))
    }

    @Test func publicKeysReadTheTextTheyWrite() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 9, count: 32)).publicKey
        #expect(key.text.hasPrefix("ed25519:"))
        #expect(try PublicKey(text: key.text) == key)
        for text in ["", "ed25519:", "rsa:AAAA", key.text + "=", key.text + " ", String(key.text.dropLast())] {
            #expect(throws: CryptoError(.malformedKey, "")) { try PublicKey(text: text) }
        }
    }

    @Test func keysOfSmallOrderAreRefused() {
        for first: UInt8 in [0, 1] {
            for sign: UInt8 in [0, 0x80] {
                var bytes = [UInt8](repeating: 0, count: 32)
                bytes[0] = first
                bytes[31] |= sign
                #expect(throws: CryptoError(.malformedKey, "")) { try PublicKey(bytes: bytes) }
            }
        }
        #expect(throws: CryptoError(.malformedKey, "")) { try PublicKey(bytes: [1, 2]) }
    }

    @Test func aSecretKeyPrintsOnlyItsPublicHalf() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 9, count: 32))
        #expect("\(key)" == "SigningKey(\(key.publicKey.text))")
        #expect(throws: CryptoError(.malformedKey, "")) { try SigningKey(seed: []) }
    }
}
