/// The distinct cells of one comparison: flat bytes and offsets, a code for each. Code 0 is the empty cell (missing).
///
/// Codes follow the order of arrival and mean nothing outside one table.
package struct ValueDictionary: Sendable {
    private(set) var bytes: [UInt8] = []
    /// `offsets[code] ..< offsets[code + 1]` are the bytes of a cell; one more than there are codes.
    private(set) var offsets: [UInt32] = [0, 0]
    /// Open addressing, linear probing: the upper half of the hash above the code; 0 is a free slot. The count is a
    /// power of two, at most half full.
    private var slots: [UInt64] = Array(repeating: 0, count: 64)

    package init() {}

    /// Codes, the missing one included.
    package var count: Int { offsets.count - 1 }

    /// The code of a cell, a new one if it was not seen before. Complexity: O(bytes), amortised.
    package mutating func code(_ cell: [UInt8]) -> UInt32 { cell.withUnsafeBufferPointer { code($0) } }

    /// The code of a cell, a new one if it was not seen before. Complexity: O(bytes), amortised.
    mutating func code(_ cell: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard !cell.isEmpty else { return 0 }
        if count * 2 >= slots.count { grow() }
        let hash = FastHash.hash(cell)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if Self.tag(slots[slot]) == Self.tag(hash), equals(UInt32(truncatingIfNeeded: slots[slot]), cell) {
                return UInt32(truncatingIfNeeded: slots[slot])
            }
            slot = (slot + 1) & mask
        }
        let code = UInt32(count)
        bytes.append(contentsOf: cell)
        offsets.append(UInt32(bytes.count))
        slots[slot] = Self.tag(hash) | UInt64(code)
        return code
    }

    package func cell(_ code: UInt32) -> ArraySlice<UInt8> { bytes[range(code)] }

    private static func tag(_ hash: UInt64) -> UInt64 { hash & 0xFFFF_FFFF_0000_0000 }

    private func range(_ code: UInt32) -> Range<Int> { Int(offsets[Int(code)])..<Int(offsets[Int(code) + 1]) }

    private func equals(_ code: UInt32, _ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(code)
        return bytes.withUnsafeBufferPointer { FastHash.equal(UnsafeBufferPointer(rebasing: $0[range]), cell) }
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        bytes.withUnsafeBufferPointer { bytes in
            for code in 1..<max(count, 1) {
                let cell = UnsafeBufferPointer(rebasing: bytes[range(UInt32(code))])
                let hash = FastHash.hash(cell)
                var slot = Int(truncatingIfNeeded: hash) & mask
                while larger[slot] != 0 { slot = (slot + 1) & mask }
                larger[slot] = Self.tag(hash) | UInt64(code)
            }
        }
        slots = larger
    }
}
