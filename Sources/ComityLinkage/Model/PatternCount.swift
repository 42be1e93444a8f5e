/// How many pairs show a pattern and are proposed by a set of rules. Lists of these are sorted, so that nothing that
/// is computed from them depends on the order in which pairs were met.
struct PatternCount: Comparable {
    let pattern: LevelPattern
    /// The rules that propose the pairs, a bit for each.
    let mask: UInt64
    let count: Double

    static func < (left: PatternCount, right: PatternCount) -> Bool {
        left.pattern != right.pattern ? left.pattern < right.pattern : left.mask < right.mask
    }
}

/// Counts patterns. One per worker; the sums of several are the same in whatever order they are added.
final class PatternCounter {
    private struct Slot {
        var pattern: UInt64 = 0
        var mask: UInt64 = 0
        var count: UInt64 = 0
    }

    /// Open addressing, linear probing; a count of 0 is a free slot. At most half full.
    private var slots = Slab<Slot>(repeating: Slot(), count: 1 << 12)
    private var taken = 0

    func add(_ pattern: LevelPattern, mask: UInt64 = 0, count: UInt64 = 1) {
        if taken * 2 >= slots.count { grow() }
        let slot = place(pattern.bits, mask)
        if slots.base[slot].count == 0 {
            slots.base[slot] = Slot(pattern: pattern.bits, mask: mask, count: count)
            taken += 1
        } else {
            slots.base[slot].count += count
        }
    }

    func add(_ other: PatternCounter) {
        for slot in other.slots.buffer where slot.count > 0 {
            add(LevelPattern(bits: slot.pattern), mask: slot.mask, count: slot.count)
        }
    }

    /// Ascending. Complexity: O(patterns log patterns).
    var sorted: [PatternCount] {
        slots.buffer.filter { $0.count > 0 }.map {
            PatternCount(pattern: LevelPattern(bits: $0.pattern), mask: $0.mask, count: Double($0.count))
        }.sorted()
    }

    private func place(_ pattern: UInt64, _ mask: UInt64) -> Int {
        let hash = (pattern ^ mask &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots.base[slot].count != 0, slots.base[slot].pattern != pattern || slots.base[slot].mask != mask {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func grow() {
        let old = slots
        slots = Slab(repeating: Slot(), count: old.count * 2)
        for entry in old.buffer where entry.count > 0 { slots.base[place(entry.pattern, entry.mask)] = entry }
    }
}
