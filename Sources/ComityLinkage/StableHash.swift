/// A 64-bit hash that is the same in every process and on every machine, for blocking keys and frequency tables:
/// FNV-1a (Fowler, Noll, Vo) and the finaliser of SplitMix64. Not for untrusted tables without caps, and never a
/// protection of the value. Specs/linkage-model.md#hash
package enum StableHash {
    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Never 0 or 1, which can so mean none and several. Complexity: O(bytes).
    package static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64 = seed) -> UInt64 {
        var state = seed
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return finish(state)
    }

    /// Joins two hashes; the order matters.
    static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
        finish((left ^ (left >> 29)) &* 0x9E37_79B9_7F4A_7C15 ^ right)
    }

    /// Whether a hash is among a share of all.
    static func isTaken(_ hash: UInt64, _ share: Double) -> Bool { Double(hash >> 11) < share * places }

    /// The least hash that is not among a share, below 1, of all.
    static func bound(_ share: Double) -> UInt64 { UInt64((share * places).rounded(.up)) << 11 }

    /// Hashes without their lowest 11 bits, which a Double cannot hold.
    private static let places = 9_007_199_254_740_992.0

    private static func finish(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return mixed < 2 ? mixed + 2 : mixed
    }
}
