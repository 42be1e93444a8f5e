import ComityCore
import ComityCrypto
import Testing

@Suite struct DigestTests {
    @Test func sha256OfKnownMessages() {
        #expect(
            SHA256.hash([]).description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hash(Array("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.hash(million).description == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func sha256OfPartsIsThatOfTheWhole() {
        var random = SeededRandom(seed: 7)
        let message = random.bytes(200)
        for cut in 0...200 {
            var hasher = SHA256Hasher()
            hasher.update(message[..<cut])
            let prefix = hasher
            hasher.update(message[cut...])
            #expect(hasher.finalize() == SHA256.hash(message))
            #expect(prefix.finalize() == SHA256.hash(Array(message[..<cut])))
        }
    }

    @Test(arguments: try VectorCase.load("keys/hmac-rfc4231.txt") + VectorCase.load("wycheproof/hmac-sha256.txt"))
    func hmac(_ vector: VectorCase) throws {
        let tag = HMACSHA256.authenticate(try vector.bytes("message"), key: try vector.bytes("key")).bytes
        let isExpectedValid = vector.optional("result") != "invalid"
        #expect(equalInConstantTime(tag, try vector.bytes("tag")) == isExpectedValid)
    }

    @Test(arguments: try VectorCase.load("keys/hkdf-rfc5869.txt") + VectorCase.load("wycheproof/hkdf-sha256.txt"))
    func hkdf(_ vector: VectorCase) throws {
        let derived = HKDF.derive(
            secret: try vector.bytes("secret"), salt: try vector.bytes("salt"), info: try vector.bytes("info"),
            countBytes: try vector.number("count"))
        #expect(derived == (try vector.bytes("derived")))
    }
}
