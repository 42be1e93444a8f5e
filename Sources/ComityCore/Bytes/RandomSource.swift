/// Where randomness comes from: the operating system in a real node, a seed in a simulated one.
package protocol RandomSource: RandomNumberGenerator, Sendable {}

extension RandomSource {
    /// `count` random bytes. Complexity: O(`count`).
    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count { bytes.append(contentsOf: bigEndianBytes(next())) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

/// A generator that repeats itself: SplitMix64 (Steele, Lea, Flood 2014). For simulation, tests and sampling, never
/// for keys of a real node.
package struct SeededRandom: RandomSource {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
