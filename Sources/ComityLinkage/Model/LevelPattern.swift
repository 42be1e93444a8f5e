/// The levels of all comparisons of a pair, 4 bits each, comparison 0 lowest. Specs/linkage-model.md#pattern
package struct LevelPattern: Hashable, Comparable, BitwiseCopyable, Sendable {
    package private(set) var bits: UInt64

    package init(bits: UInt64 = 0) { self.bits = bits }

    package subscript(comparison: Int) -> UInt8 {
        get { UInt8(truncatingIfNeeded: bits >> UInt64(4 * comparison)) & 0xF }
        set {
            bits &= ~(0xF << UInt64(4 * comparison))
            bits |= UInt64(newValue & 0xF) << UInt64(4 * comparison)
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}
