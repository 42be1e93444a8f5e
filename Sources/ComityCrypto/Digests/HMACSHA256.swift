package import ComityCore

/// HMAC-SHA-256 (RFC 2104) with a key that is used more than once: both padded key blocks are hashed only once.
package struct HMACSHA256: Sendable {
    private var inner = SHA256Hasher()
    private var outer = SHA256Hasher()

    /// Takes a key of any length; one over 64 bytes is hashed first, as RFC 2104 says.
    package init(key: [UInt8]) {
        let short = key.count > SHA256.blockBytes ? SHA256.hash(key).bytes : key
        let block = short + [UInt8](repeating: 0, count: SHA256.blockBytes - short.count)
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5C })
    }

    /// The authenticator of `message`. Complexity: O(message); nothing is allocated.
    package func authenticate(_ message: [UInt8]) -> Digest {
        var inner = inner
        inner.update(message)
        var outer = outer
        outer.update(inner.finalize())
        return outer.finalize()
    }

    /// One message under a key that is used once.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> Digest {
        HMACSHA256(key: key).authenticate(message)
    }
}
