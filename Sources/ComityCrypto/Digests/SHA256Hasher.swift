package import ComityCore
internal import COpenSSL

/// SHA-256 over parts. A value: a copy continues on its own, so a common prefix is hashed once.
package struct SHA256Hasher: Sendable {
    private var context = SHA256_CTX()

    package init() { SHA256_Init(&context) }

    package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }
    package mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }
    package mutating func update(_ digest: Digest) { digest.withUnsafeBytes { update($0) } }

    package mutating func update(_ byte: UInt8) { withUnsafeBytes(of: byte) { update($0) } }

    package mutating func update(_ buffer: UnsafeRawBufferPointer) {
        guard let base = buffer.baseAddress else { return }
        SHA256_Update(&context, base, buffer.count)
    }

    /// The digest of everything so far; the hasher itself can go on.
    package func finalize() -> Digest {
        var last = context
        return Digest(unsafeFilling: { output in
            SHA256_Final(output.baseAddress?.assumingMemoryBound(to: UInt8.self), &last)
        })
    }
}
