import ComityCore
import ComityCrypto
import Testing

@Suite struct AESGCMTests {
    @Test(arguments: try VectorCase.load("wycheproof/aes-256-gcm.txt"))
    func wycheproof(_ vector: VectorCase) throws {
        let key = try SymmetricKey(bytes: try vector.bytes("key"))
        let nonce = try vector.bytes("nonce")
        let associated = try vector.bytes("associated")
        let sealed = try vector.bytes("sealed")
        if try vector.text("result") == "valid" {
            let plain = try vector.bytes("plain")
            #expect(AESGCM.seal(plain, key: key, nonce: nonce, authenticating: associated) == sealed)
            #expect(try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: associated) == plain)
        } else {
            #expect(throws: CryptoError(.authenticationFailed, "")) {
                try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: associated)
            }
        }
    }

    @Test func everyFlippedBitIsRefused() throws {
        var random = SeededRandom(seed: 3)
        let key = SymmetricKey.generate(&random)
        let nonce = random.bytes(12)
        let sealed = AESGCM.seal(random.bytes(40), key: key, nonce: nonce, authenticating: [1, 2, 3])
        for bit in 0..<sealed.count * 8 {
            var altered = sealed
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoError(.authenticationFailed, "")) {
                try AESGCM.open(altered, key: key, nonce: nonce, authenticating: [1, 2, 3])
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.self) {
                try AESGCM.open(Array(sealed.prefix(count)), key: key, nonce: nonce, authenticating: [1, 2, 3])
            }
        }
        #expect(throws: CryptoError.self) { try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: [1, 2]) }
        #expect(throws: CryptoError.self) { try AESGCM.open(sealed, key: key, nonce: [], authenticating: [1, 2, 3]) }
    }

    @Test func contextsSharedByThreadsDoNotMix() async {
        let expected = (0..<16).map { seal(UInt8($0)) }
        await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<16 {
                group.addTask { (0..<200).allSatisfy { _ in seal(UInt8(worker)) == expected[worker] } }
            }
            for await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func aKeyPrintsNothingSecret() throws {
        #expect("\(try SymmetricKey(bytes: [UInt8](repeating: 0xAB, count: 32)))" == "SymmetricKey(secret)")
        #expect(throws: CryptoError(.malformedKey, "")) { try SymmetricKey(bytes: [1, 2, 3]) }
    }
}

private func seal(_ byte: UInt8) -> [UInt8] {
    var random = SeededRandom(seed: UInt64(byte))
    let key = SymmetricKey.generate(&random)
    return AESGCM.seal([UInt8](repeating: byte, count: 100), key: key, nonce: random.bytes(12))
}
