/// The distinct cells of one comparison: flat bytes and offsets, a code for each. Code 0 is the empty cell (missing).
///
/// Codes follow the order of arrival and mean nothing outside one table.
package struct ValueDictionary: Sendable {
    private(set) var bytes: [UInt8] = []
    /// `offsets[code] ..< offsets[code + 1]` are the bytes of a cell; one more than there are codes.
    private(set) var offsets: [UInt32] = [0, 0]
    /// Open addressing, linear probing; 0 is a free slot. The count is a power of two, at most half full.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    package init() {}

    /// Codes, the missing one included.
    package var count: Int { offsets.count - 1 }

    /// The code of a cell, a new one if it was not seen before. Complexity: O(bytes), amortised.
    package mutating func code(_ cell: [UInt8]) -> UInt32 {
        guard !cell.isEmpty else { return 0 }
        if count * 2 >= slots.count { grow() }
        var slot = Int(truncatingIfNeeded: StableHash.hash(cell)) & (slots.count - 1)
        while slots[slot] != 0 {
            if bytes[range(slots[slot])].elementsEqual(cell) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let code = UInt32(count)
        bytes.append(contentsOf: cell)
        offsets.append(UInt32(bytes.count))
        slots[slot] = code
        return code
    }

    package func cell(_ code: UInt32) -> ArraySlice<UInt8> { bytes[range(code)] }

    private func range(_ code: UInt32) -> Range<Int> { Int(offsets[Int(code)])..<Int(offsets[Int(code) + 1]) }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for code in 1..<max(count, 1) {
            var slot = Int(truncatingIfNeeded: StableHash.hash(bytes[range(UInt32(code))])) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(code)
        }
    }
}
