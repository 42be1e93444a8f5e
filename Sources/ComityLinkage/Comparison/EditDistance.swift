/// Damerau-Levenshtein distance in its restricted form: insert, delete, replace, exchange of neighbours, no part edited
/// twice (optimal string alignment). Specs/linkage-model.md#edit-distance
package enum EditDistance {
    /// The distance if it is at most `limit`, else `limit + 1`. Complexity: O(longer) if the shorter has at most 64
    /// bytes between common beginning and end, else O(left * right).
    package static func distance(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, limit: Int
    ) -> Int {
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        let (inner, other) = trimmed(left, right)
        if inner.isEmpty || other.isEmpty { return min(max(inner.count, other.count), limit + 1) }
        if limit <= 1 { return oneEdit(inner, other) ? min(1, limit + 1) : limit + 1 }
        if differingBytes(inner, other) > 2 * limit { return limit + 1 }
        let (pattern, text) = inner.count <= other.count ? (inner, other) : (other, inner)
        guard pattern.count > BytePositions.longest else { return bitParallel(text, pattern, limit: limit) }
        let width = other.count + 1
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
            fill(rows, width, inner, other, limit)
        }
    }

    private static func bitParallel(
        _ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>, limit: Int
    ) -> Int {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { words in
            words.initialize(repeating: 0)
            for (place, byte) in pattern.enumerated() { words[Int(byte)] |= 1 &<< UInt64(place) }
            guard let positions = words.baseAddress else { return limit + 1 }
            return bitParallel(text, positions, pattern.count, limit: limit)
        }
    }

    /// A column of the matrix at a time, as differences of one bit for each row (Myers 1999, with exchanges by Hyyrö
    /// 2003). Complexity: O(bytes of `text`).
    /// - Parameters:
    ///   - positions: the words of ``BytePositions`` for the other string, of `count` bytes, 1 to 64.
    static func bitParallel(
        _ text: UnsafeBufferPointer<UInt8>, _ positions: UnsafePointer<UInt64>, _ count: Int, limit: Int
    ) -> Int {
        let last: UInt64 = 1 &<< UInt64(count &- 1)
        var column = Column()
        var distance = count
        for byte in text {
            let (rises, falls) = column.advance(positions[Int(byte)])
            if rises & last != 0 { distance &+= 1 }
            if falls & last != 0 { distance &-= 1 }
        }
        return min(distance, limit + 1)
    }

    /// Where a column's value rises or falls against the row above, and what the next column needs of this one.
    private struct Column {
        private var rises: UInt64 = ~0
        private var falls: UInt64 = 0
        private var diagonal: UInt64 = 0
        private var equalBefore: UInt64 = 0

        /// Where the values rise and fall against the column before.
        mutating func advance(_ equal: UInt64) -> (rises: UInt64, falls: UInt64) {
            let exchanged = ((~diagonal & equal) &<< 1) & equalBefore
            diagonal = (((equal & rises) &+ rises) ^ rises) | equal | falls | exchanged
            let up = falls | ~(diagonal | rises)
            let down = diagonal & rises
            let shiftedUp = up &<< 1 | 1
            rises = down &<< 1 | ~(diagonal | shiftedUp)
            falls = shiftedUp & diagonal
            equalBefore = equal
            return (up, down)
        }
    }

    /// The strings without their common beginning and end, which no shortest edit touches.
    private static func trimmed(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) {
        var start = 0
        let shorter = min(left.count, right.count)
        while start < shorter, left[start] == right[start] { start += 1 }
        var end = 0
        while end < shorter - start, left[left.count - 1 - end] == right[right.count - 1 - end] { end += 1 }
        return (
            UnsafeBufferPointer(rebasing: left[start..<left.count - end]),
            UnsafeBufferPointer(rebasing: right[start..<right.count - end])
        )
    }

    /// Whether trimmed strings, none empty, are one replacement or one exchange apart.
    private static func oneEdit(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        if left.count == 1 && right.count == 1 { return true }
        return left.count == 2 && right.count == 2 && left[0] == right[1] && left[1] == right[0]
    }

    /// A lower bound of the bytes that one string has and the other has not; one edit changes at most two of them.
    private static func differingBytes(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Int {
        (ByteSet(left).bits ^ ByteSet(right).bits).nonzeroBitCount
    }

    private static func fill(
        _ rows: UnsafeMutableBufferPointer<Int>, _ width: Int, _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>, _ limit: Int
    ) -> Int {
        for column in 0..<width { rows[column] = column }
        var before = 2 * width
        var previous = 0
        var current = width
        for row in 1...left.count {
            rows[current] = row
            var best = row
            for column in 1..<width {
                let replaced = rows[previous + column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var value = min(replaced, rows[previous + column] + 1, rows[current + column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    value = min(value, rows[before + column - 2] + 1)
                }
                rows[current + column] = value
                best = min(best, value)
            }
            guard best <= limit else { return limit + 1 }
            (before, previous, current) = (previous, current, before)
        }
        return min(rows[previous + width - 1], limit + 1)
    }
}
