/// Jaro-Winkler similarity of byte strings (Jaro 1989, Winkler 1990), bit-parallel. Specs/linkage-model.md#jaro-winkler
///
/// The matched positions of the right string are bits of one word: the greedy search of the definition is the lowest
/// set bit of `positions(byte) & window & ~matched`. Strings over 64 bytes take ``scalar(_:_:)``. Both give the same
/// bits as the twin in ComityReference.
package struct JaroWinkler: ~Copyable {
    /// For each byte the bits of its positions in the right string; all zero between calls.
    private let positions: UnsafeMutablePointer<UInt64>

    package init() {
        positions = .allocate(capacity: 256)
        positions.initialize(repeating: 0, count: 256)
    }

    deinit { positions.deallocate() }

    /// From 0 (nothing in common) to 1 (equal). Two empty strings are equal. Complexity: O(bytes) up to 64 bytes.
    package borrowing func similarity(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double
    {
        guard left.count <= 64, right.count <= 64 else { return Self.scalar(left, right) }
        guard !left.isEmpty, !right.isEmpty else { return left.count == right.count ? 1 : 0 }
        for place in 0..<right.count { positions[Int(right[place])] |= 1 &<< UInt64(place) }
        let (leftMatched, rightMatched) = match(left, right.count)
        for byte in right { positions[Int(byte)] = 0 }
        let matches = leftMatched.nonzeroBitCount
        guard matches > 0 else { return 0 }
        let moved = Self.transposed(left, leftMatched, right, rightMatched)
        return Self.score(left, right, matches: matches, moved: moved)
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

    private borrowing func match(_ left: UnsafeBufferPointer<UInt8>, _ rightCount: Int) -> (UInt64, UInt64) {
        let reach = Self.reach(left.count, rightCount)
        var leftMatched: UInt64 = 0
        var rightMatched: UInt64 = 0
        for place in 0..<left.count {
            let window = Self.window(place, reach, rightCount)
            let free = positions[Int(left[place])] & window & ~rightMatched
            let bit = free & (0 &- free)
            rightMatched |= bit
            leftMatched |= (bit == 0 ? 0 : 1) &<< UInt64(place)
        }
        return (leftMatched, rightMatched)
    }

    /// The bits `place - reach ... place + reach` that lie within the right string.
    private static func window(_ place: Int, _ reach: Int, _ count: Int) -> UInt64 {
        let low = max(place - reach, 0)
        let high = min(place + reach, count - 1)
        guard low <= high else { return 0 }
        return (~0 &>> UInt64(63 - high)) & (~0 &<< UInt64(low))
    }

    private static func transposed(
        _ left: UnsafeBufferPointer<UInt8>, _ leftMatched: UInt64,
        _ right: UnsafeBufferPointer<UInt8>, _ rightMatched: UInt64
    ) -> Int {
        var leftBits = leftMatched
        var rightBits = rightMatched
        var moved = 0
        while leftBits != 0 {
            if left[leftBits.trailingZeroBitCount] != right[rightBits.trailingZeroBitCount] { moved += 1 }
            leftBits &= leftBits &- 1
            rightBits &= rightBits &- 1
        }
        return moved
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
        return score(left, right, matches: leftBytes.count, moved: moved)
    }

    private static func score(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, matches: Int, moved: Int
    ) -> Double {
        let matched = Double(matches)
        let jaro =
            (matched / Double(left.count) + matched / Double(right.count)
                + (matched - Double(moved / 2)) / matched) / 3
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }
}
