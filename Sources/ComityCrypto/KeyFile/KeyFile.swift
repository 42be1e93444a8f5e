internal import ComityCore

/// Secrets at rest: content under a name, sealed if there is a passphrase. Specs/keys.md#key-files
package struct KeyFile: Sendable {
    /// The longest file: a state of a puncturable key at its limit, with room.
    package static let limitBytes = 64 << 20
    private static let magic = "comity-key"
    private static let version: UInt64 = 1

    /// What the file is for, so that one cannot be put in the place of another.
    package let purpose: String
    private let protection: Protection
    private let header: [UInt8]
    private let body: [UInt8]

    private enum Protection {
        case none
        case passphrase(salt: [UInt8], cost: ScryptCost)
    }

    /// Whether ``content(passphrase:reusing:)`` needs a passphrase.
    package var isLocked: Bool { if case .passphrase = protection { true } else { false } }

    /// The bytes of a file.
    package static func encode(_ content: [UInt8], purpose: String, lock: KeyLock?) -> [UInt8] {
        var writer = CBORWriter(reservingBytes: content.count + 128)
        writer.array(count: 6)
        let header = headerItems(purpose, lock)
        writer.raw(header)
        if let lock {
            let nonce = lock.nonce(for: content, header: header)
            writer.byteString(
                nonce + AESGCM.seal(content, key: lock.sealingKey, nonce: nonce, authenticating: header))
        } else {
            writer.byteString(content)
        }
        writer.digest(SHA256.hash(writer.bytes))
        return writer.bytes
    }

    /// - Throws: `malformed-key-file` if a bit has changed or it is no key file.
    package init(decoding bytes: [UInt8]) throws(CryptoError) {
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 6)
            let start = reader.position
            guard try reader.text() == Self.magic else { throw CoreError(.unexpectedCBOR, "this is no key file") }
            let version = try reader.unsigned()
            guard version == Self.version else {
                throw CoreError(.unsupportedCBOR, "the file has version \(version), this node reads \(Self.version)")
            }
            purpose = try reader.text()
            protection = try Self.readProtection(&reader)
            header = Array(bytes[start..<reader.position])
            body = try reader.byteString()
            let checked = SHA256.hash(Array(bytes[..<reader.position]))
            guard try reader.digest() == checked else { throw CoreError(.malformedText, "its checksum does not hold") }
            try reader.finish()
        } catch {
            throw CryptoError(.malformedKeyFile, error.reason, family: .local)
        }
    }

    /// What was kept.
    /// - Parameter lock: reused if it has the file's salt and cost; else made from the passphrase and left here.
    /// - Throws: `wrong-passphrase` if it is missing or another.
    package func content(
        passphrase: [UInt8]?, reusing lock: inout KeyLock?
    ) throws(CryptoError) -> [UInt8] {
        guard case .passphrase(let salt, let cost) = protection else { return body }
        let opener = try Self.lock(salt, cost, passphrase, reusing: lock)
        do {
            let content = try AESGCM.open(
                Array(body.dropFirst(AESGCM.nonceBytes)), key: opener.sealingKey,
                nonce: Array(body.prefix(AESGCM.nonceBytes)), authenticating: header)
            lock = opener
            return content
        } catch {
            throw CryptoError(.wrongPassphrase, "the passphrase does not open the key file", family: .local)
        }
    }

    private static func lock(
        _ salt: [UInt8], _ cost: ScryptCost, _ passphrase: [UInt8]?, reusing lock: KeyLock?
    ) throws(CryptoError) -> KeyLock {
        if let lock, lock.salt == salt, lock.cost == cost { return lock }
        guard let passphrase else {
            throw CryptoError(.wrongPassphrase, "the key file is locked: give its passphrase", family: .local)
        }
        return try KeyLock(passphrase: passphrase, salt: salt, cost: cost)
    }

    private static func headerItems(_ purpose: String, _ lock: KeyLock?) -> [UInt8] {
        var writer = CBORWriter()
        writer.text(magic)
        writer.unsigned(version)
        writer.text(purpose)
        if let lock {
            writer.array(count: 3)
            writer.byteString(lock.salt)
            writer.unsigned(UInt64(lock.cost.memoryBits))
            writer.unsigned(UInt64(lock.cost.passes))
        } else {
            writer.null()
        }
        return writer.bytes
    }

    private static func readProtection(_ reader: inout CBORReader) throws(CoreError) -> Protection {
        if reader.peekNull() {
            try reader.null()
            return .none
        }
        try reader.array(count: 3)
        let salt = try reader.byteString()
        guard salt.count == KeyLock.saltBytes,
            let cost = ScryptCost(memoryBits: try reader.unsigned(), passes: try reader.unsigned())
        else { throw CoreError(.limitExceeded, "its salt or cost is outside what is read") }
        return .passphrase(salt: salt, cost: cost)
    }
}
