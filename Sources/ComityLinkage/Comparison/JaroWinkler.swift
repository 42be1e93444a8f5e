/// Jaro-Winkler similarity of byte strings (Jaro 1989, Winkler 1990), bit-parallel. Specs/linkage-model.md#jaro-winkler
///
/// Places of one string are bits of a word, so that the first free equal byte within reach is the lowest set bit of
/// `positions & window & ~matched`. Equal bytes within reach pair off as two ascending lists do, whichever side begins:
/// the similarity is symmetric, bit for bit. Strings over 64 bytes take ``scalar(_:_:)``. Both give the same bits as
/// the twin in ComityReference.
package struct JaroWinkler: ~Copyable {
    private let positions = BytePositions()

    package init() {}

    /// From 0 (nothing in common) to 1 (equal). Two empty strings are equal. Complexity: O(bytes) up to 64 bytes.
    package borrowing func similarity(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double
    {
        guard left.count <= BytePositions.longest, right.count <= BytePositions.longest else {
            return Self.scalar(left, right)
        }
        guard !left.isEmpty, !right.isEmpty else { return left.count == right.count ? 1 : 0 }
        positions.set(right)
        let found = Self.match(left, positions.words, right.count)
        positions.clear(right)
        guard found.count > 0 else { return 0 }
        let count = Double(found.count)
        let share = found.isOrdered ? 1 : Self.orderedShare(left, right)
        return Self.score(count / Double(left.count) + count / Double(right.count), share, left, right)
    }

    /// False only if the similarity is surely below `bound` (0.75 to 1): judged by lengths and by bytes that one side
    /// lacks, which cannot match. Complexity: O(bytes).
    static func mayReach(
        _ bound: Double, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let leftSet = ByteSet(left)
        let rightSet = ByteSet(right)
        let matches = Double(
            min(left.count - leftSet.countMissing(in: rightSet), right.count - rightSet.countMissing(in: leftSet)))
        let jaro = (matches / Double(left.count) + matches / Double(right.count) + 1) / 3
        return jaro + 0.4 * (1 - jaro) > bound - 0.001
    }

    /// How many bytes match, and whether the matched bytes stand in one order on both sides.
    /// - Parameter positions: the words of ``BytePositions`` for the other string, of `count` bytes.
    @inline(__always)
    static func match(
        _ text: UnsafeBufferPointer<UInt8>, _ positions: UnsafePointer<UInt64>, _ count: Int
    ) -> (count: Int, isOrdered: Bool) {
        let reach = reach(text.count, count)
        var window: UInt64 = (1 &<< UInt64(reach &+ 1)) &- 1
        var matched: UInt64 = 0
        var matches = 0
        var disorder = false
        for place in 0..<text.count {
            let free = positions[Int(text[place])] & window & ~matched
            let bit = free & (0 &- free)
            // A bit below one that was matched before; without a match `bit - 1` is the greatest number.
            disorder = disorder || bit &- 1 < matched
            matches &+= bit == 0 ? 0 : 1
            matched |= bit
            window = window &<< 1 | (place < reach ? 1 : 0)
        }
        return (matches, !disorder)
    }

    /// The third share of Jaro's sum: 1 less half of the matches that stand in another order.
    static func orderedShare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        let reach = reach(left.count, right.count)
        var taken: UInt64 = 0
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: BytePositions.longest) { bytes in
            var count = 0
            for place in left.indices {
                let range = max(place - reach, 0)..<max(min(place + reach + 1, right.count), max(place - reach, 0))
                let found = range.first { taken & 1 &<< UInt64($0) == 0 && right[$0] == left[place] }
                guard let found else { continue }
                taken |= 1 &<< UInt64(found)
                bytes.initializeElement(at: count, to: left[place])
                count += 1
            }
            return share(count, moved: moved(bytes, taken, right))
        }
    }

    /// Places at which the matched bytes of the two strings differ.
    private static func moved(
        _ leftBytes: UnsafeMutableBufferPointer<UInt8>, _ taken: UInt64, _ right: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var moved = 0
        var place = 0
        var rest = taken
        while rest != 0 {
            if leftBytes[place] != right[rest.trailingZeroBitCount] { moved += 1 }
            rest &= rest &- 1
            place += 1
        }
        return moved
    }

    private static func share(_ matches: Int, moved: Int) -> Double {
        (Double(matches) - Double(moved / 2)) / Double(matches)
    }

    /// How far apart equal bytes may stand to match.
    private static func reach(_ left: Int, _ right: Int) -> Int { max(max(left, right) / 2 - 1, 0) }

    /// The definition, with arrays: for strings over 64 bytes. Complexity: O(left * reach).
    static func scalar(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard !left.isEmpty, !right.isEmpty else { return left.count == right.count ? 1 : 0 }
        let reach = reach(left.count, right.count)
        var taken = [Bool](repeating: false, count: right.count)
        var leftBytes: [UInt8] = []
        for place in 0..<left.count {
            let low = max(place - reach, 0)
            let high = min(place + reach, right.count - 1)
            guard low <= high else { continue }
            guard let found = (low...high).first(where: { !taken[$0] && right[$0] == left[place] }) else { continue }
            taken[found] = true
            leftBytes.append(left[place])
        }
        guard !leftBytes.isEmpty else { return 0 }
        let rightBytes = right.indices.filter { taken[$0] }.map { right[$0] }
        let moved = zip(leftBytes, rightBytes).count { $0 != $1 }
        let count = Double(leftBytes.count)
        let share = share(leftBytes.count, moved: moved)
        return score(count / Double(left.count) + count / Double(right.count), share, left, right)
    }

    /// - Parameters:
    ///   - shares: the sum of the matches' shares of both strings; a sum of two does not depend on their order.
    ///   - ordered: the share of matches in order.
    @inline(__always)
    static func score(
        _ shares: Double, _ ordered: Double, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double {
        let jaro = (shares + ordered) / 3
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix &+= 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }
}
