/// Which bytes a string holds, by their lowest six bits: two strings with different bits hold different bytes.
struct ByteSet {
    private(set) var bits: UInt64 = 0

    init(bits: UInt64) { self.bits = bits }

    /// Complexity: O(bytes).
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { bits |= 1 &<< UInt64(byte & 63) }
    }

    /// The bytes of this set, at least, that the other lacks.
    func countMissing(in other: ByteSet) -> Int { (bits & ~other.bits).nonzeroBitCount }
}
