/// The levels of cell pairs met before: direct-mapped, so bounded; a lost entry is computed again. One for each worker
/// and comparison. Specs/linkage-model.md#run
struct LevelCache: ~Copyable {
    private static let slotBits: UInt64 = 13
    /// Codes below this fit: both and a level are one word.
    private static let codeBits: UInt64 = 30
    /// With more cells than this, hardly any pair comes again before it is lost.
    private static let cellLimit = 1 << 18
    private let slots: UnsafeMutablePointer<UInt64>
    private let comparisons: Int
    /// A bit for each comparison that is remembered.
    private let used: UInt32

    init(_ rows: RunRows) {
        comparisons = rows.cells.count
        slots = .allocate(capacity: comparisons << Int(Self.slotBits))
        slots.initialize(repeating: 0, count: comparisons << Int(Self.slotBits))
        used = rows.cells.indices.reduce(0) { $0 | (rows.cells[$1].count <= Self.cellLimit ? 1 << UInt32($1) : 0) }
    }

    deinit { slots.deallocate() }

    /// The level of two codes above 0, computed by `level(smaller, greater)` if it is not remembered.
    @inline(__always)
    borrowing func level(
        _ comparison: Int, _ one: UInt32, _ other: UInt32, _ level: (UInt32, UInt32) -> UInt8
    ) -> UInt8 {
        let low = min(one, other)
        let high = max(one, other)
        guard used & (1 &<< UInt32(comparison)) != 0 else { return level(low, high) }
        let pair = UInt64(high) &<< Self.codeBits | UInt64(low)
        let hash = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) &>> (64 - Self.slotBits))
        let slot = comparison &<< Int(Self.slotBits) | hash
        let known = slots[slot]
        if known &>> 4 == pair { return UInt8(truncatingIfNeeded: known & 0xF) }
        let found = level(low, high)
        slots[slot] = pair &<< 4 | UInt64(found)
        return found
    }
}
