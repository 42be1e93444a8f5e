/// The levels of cell pairs met before: direct-mapped, so bounded; a lost entry is computed again.
struct LevelCache {
    private static let slotBits: UInt64 = 16
    private var pairs: [UInt64]
    private var levels: [UInt8]

    init() {
        pairs = Array(repeating: 0, count: 1 << Int(Self.slotBits))
        levels = Array(repeating: 0, count: 1 << Int(Self.slotBits))
    }

    /// The level of two different codes above 0, computed by `level(smaller, greater)` if it is not remembered.
    mutating func level(_ one: UInt32, _ other: UInt32, _ level: (UInt32, UInt32) -> UInt8) -> UInt8 {
        let low = min(one, other)
        let high = max(one, other)
        let pair = UInt64(high) << 32 | UInt64(low)
        let slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> (64 - Self.slotBits))
        if pairs[slot] == pair { return levels[slot] }
        let found = level(low, high)
        pairs[slot] = pair
        levels[slot] = found
        return found
    }
}
