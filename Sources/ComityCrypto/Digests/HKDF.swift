internal import ComityCore

/// HKDF with SHA-256 (RFC 5869): independent keys from one secret.
package enum HKDF {
    /// The most that RFC 5869 lets one call derive: 255 blocks.
    package static let limitBytes = 255 * Digest.lengthBytes

    /// - Parameters:
    ///   - salt: not secret, may be empty.
    ///   - info: what the key is for; different texts give independent keys.
    /// - Precondition: `countBytes` is within 0...``limitBytes``; it is chosen by code, never by input.
    package static func derive(secret: [UInt8], salt: [UInt8], info: [UInt8], countBytes: Int) -> [UInt8] {
        precondition((0...limitBytes).contains(countBytes), "HKDF derives 0 to \(limitBytes) bytes")
        let pseudorandomKey = HMACSHA256.authenticate(secret, key: salt)
        let expander = HMACSHA256(key: pseudorandomKey.bytes)
        var derived: [UInt8] = []
        var block: [UInt8] = []
        var counter: UInt8 = 1
        while derived.count < countBytes {
            block = expander.authenticate(block + info + [counter]).bytes
            derived += block
            counter &+= 1
        }
        return Array(derived.prefix(countBytes))
    }
}
