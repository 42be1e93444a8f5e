/// Numbers the distinct strings of a column in the order of their first appearance.
///
/// A hash table of its own: the standard dictionary feeds a slice's bytes to its hasher one by one. The hash is keyed,
/// as a relay seals what others wrote; it decides nothing but where to look.
struct DistinctStrings {
    /// Where each distinct string stands in the data.
    private(set) var ranges: [Range<Int>] = []
    private let data: [UInt8]
    /// Numbers of strings, one above; 0 is free. A power of two, at most half full.
    private var slots: [Int32]
    private let mask: Int

    /// - Parameter limit: the most distinct strings.
    init(of data: [UInt8], limit: Int) {
        self.data = data
        var size = 16
        while size < 2 * (limit + 1) { size *= 2 }
        slots = [Int32](repeating: 0, count: size)
        mask = size - 1
    }

    /// The number of the string at `range`; new ones get the next.
    /// Complexity: O(bytes) amortised.
    mutating func number(of range: Range<Int>) -> Int {
        var slot = hash(range) & mask
        while slots[slot] != 0 {
            let known = Int(slots[slot]) - 1
            if isEqual(ranges[known], range) { return known }
            slot = (slot + 1) & mask
        }
        ranges.append(range)
        slots[slot] = Int32(ranges.count)
        return ranges.count - 1
    }

    private func hash(_ range: Range<Int>) -> Int {
        var hasher = Hasher()
        data.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        return hasher.finalize()
    }

    private func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where data[left.lowerBound + offset] != data[right.lowerBound + offset] {
            return false
        }
        return true
    }
}
