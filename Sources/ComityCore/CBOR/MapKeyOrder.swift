/// Checks that the integer keys of a map arrive in the order of deterministic CBOR: 0, 1, 2 … then -1, -2 …
package struct MapKeyOrder: Sendable {
    private var previous: Int64?

    package init() {}

    /// - Throws: `non-canonical-cbor` if `key` repeats or precedes the one before.
    package mutating func accept(_ key: Int64) throws(CoreError) {
        if let previous, rank(previous) >= rank(key) {
            throw CoreError(.nonCanonicalCBOR, "map key \(key) follows \(previous)")
        }
        previous = key
    }

    private func rank(_ key: Int64) -> UInt64 {
        key >= 0 ? UInt64(key) : UInt64(bitPattern: ~key) | 1 << 63
    }
}
