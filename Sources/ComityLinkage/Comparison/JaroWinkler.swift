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
        let share = Self.orderedShare(found, left, right)
        return Self.score(count / Double(left.count) + count / Double(right.count), share, left, right)
    }

    /// False only if the similarity is surely below `bound` (0.75 to 1): judged by lengths and by bytes that one side
    /// lacks, which cannot match. Complexity: O(bytes).
    static func mayReach(
        _ bound: Double, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var beginning = 0
        while beginning < min(4, left.count, right.count), left[beginning] == right[beginning] { beginning &+= 1 }
        return mayReach(bound, left.count, ByteSet(left), right.count, ByteSet(right), beginning: beginning)
    }

    /// The same for counts and sets of bytes, and first bytes that are equal, of which four count.
    @inline(__always)
    static func mayReach(
        _ bound: Double, _ leftCount: Int, _ leftSet: ByteSet, _ rightCount: Int, _ rightSet: ByteSet, beginning: Int
    ) -> Bool {
        let matches = Double(
            min(leftCount - leftSet.countMissing(in: rightSet), rightCount - rightSet.countMissing(in: leftSet)))
        let jaro = (matches / Double(leftCount) + matches / Double(rightCount) + 1) / 3
        return jaro + 0.1 * Double(min(beginning, 4)) * (1 - jaro) > bound - 0.001
    }

    /// Which bytes match, and whether the matched bytes stand in one order on both sides.
    struct Matches {
        /// Places in the text, and in the string of the positions.
        var text: UInt64 = 0
        var other: UInt64 = 0
        var count = 0
        /// 0 if the matches stand in one order.
        var disorder: UInt64 = 0
    }

    /// - Parameter positions: the words of ``BytePositions`` for the other string, of `count` bytes.
    @inline(__always)
    static func match(
        _ text: UnsafeBufferPointer<UInt8>, _ positions: UnsafePointer<UInt64>, _ count: Int
    ) -> Matches {
        let reach = reach(text.count, count)
        var window: UInt64 = (1 &<< UInt64(reach &+ 1)) &- 1
        var matches = Matches()
        var place = 0
        while place < text.count {
            let free = positions[Int(text[place])] & window & ~matches.other
            let bit = free & (0 &- free)
            // A bit below one that was matched before; without a match `bit - 1` is the greatest number.
            matches.disorder |= bit &- 1 < matches.other ? 1 : 0
            matches.text |= (bit == 0 ? 0 : 1) &<< UInt64(place)
            matches.other |= bit
            window = window &<< 1 | (place < reach ? 1 : 0)
            place &+= 1
        }
        matches.count = matches.other.nonzeroBitCount
        return matches
    }

    /// The third share of Jaro's sum: 1 less half of the matches that stand in another order.
    @inline(__always)
    static func orderedShare(
        _ matches: Matches, _ text: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>
    ) -> Double {
        if matches.disorder == 0 { return 1 }
        var textBits = matches.text
        var otherBits = matches.other
        var moved = 0
        while textBits != 0 {
            let isMoved = text[textBits.trailingZeroBitCount] != other[otherBits.trailingZeroBitCount]
            moved &+= isMoved ? 1 : 0
            textBits &= textBits &- 1
            otherBits &= otherBits &- 1
        }
        return share(matches.count, moved: moved)
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
