package import ComityCore
internal import COpenSSL

/// The key that a passphrase makes, with the salt and cost it was made by. Making one is slow on purpose; keep it for
/// all files of a folder. Specs/keys.md#passphrases
package struct KeyLock: Sendable {
    package static let saltBytes = 16

    package let salt: [UInt8]
    package let cost: ScryptCost
    let sealingKey: SymmetricKey
    private let nonceKey: HMACSHA256

    /// - Parameter salt: 16 random bytes, or those of a file that was locked before.
    /// - Throws: `wrong-passphrase` for an empty one; `library-failed` if memory runs out.
    /// - Complexity: what `cost` says.
    package init(
        passphrase: [UInt8], salt: [UInt8], cost: ScryptCost = .standard
    ) throws(CryptoError) {
        precondition(salt.count == Self.saltBytes, "a salt has \(Self.saltBytes) bytes")
        guard !passphrase.isEmpty else {
            throw CryptoError(.wrongPassphrase, "the passphrase is empty", family: .local)
        }
        self.salt = salt
        self.cost = cost
        let secret = try scrypt(passphrase, salt: salt, cost: cost)
        let keys = HKDF.derive(secret: secret, salt: [], info: Array("comity key file v1".utf8), countBytes: 64)
        sealingKey = try SymmetricKey(bytes: keys[..<32])
        nonceKey = HMACSHA256(key: Array(keys[32...]))
    }

    package static func generate(
        passphrase: [UInt8], cost: ScryptCost = .standard, _ random: inout some RandomSource
    ) throws(CryptoError) -> KeyLock {
        try KeyLock(passphrase: passphrase, salt: random.bytes(saltBytes), cost: cost)
    }

    /// A nonce that depends on what is sealed: equal content gives equal files, other content another nonce, and no
    /// generator can repeat one by mistake.
    func nonce(for content: [UInt8], header: [UInt8]) -> [UInt8] {
        let message = SHA256.hash(header).bytes + content
        return Array(nonceKey.authenticate(message).bytes.prefix(AESGCM.nonceBytes))
    }
}

private func scrypt(_ passphrase: [UInt8], salt: [UInt8], cost: ScryptCost) throws(CryptoError) -> [UInt8] {
    var secret = [UInt8](repeating: 0, count: 32)
    let memoryBytes = UInt64(128) * ScryptCost.blocks << UInt64(cost.memoryBits)
    let isDone = passphrase.withUnsafeBytes { passphrase in
        EVP_PBE_scrypt(
            passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt, salt.count,
            1 << UInt64(cost.memoryBits), ScryptCost.blocks, UInt64(cost.passes),
            memoryBytes + UInt64(1 << 20), &secret, secret.count)
    }
    guard isDone == 1 else { throw openSSLFailure("deriving a key from the passphrase") }
    return secret
}
