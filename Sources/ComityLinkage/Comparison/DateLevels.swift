/// Levels of two standardised dates. Specs/linkage-model.md#levels
enum DateLevels {
    private static let slip: UInt8 = 2
    private static let twoParts: UInt8 = 3
    private static let year: UInt8 = 4
    private static let different: UInt8 = 5

    static func level(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        guard left.count == 8, right.count == 8 else { return different }
        let parts = (Parts(left), Parts(right))
        let known = parts.0.isComplete && parts.1.isComplete
        if known { return complete(left, right, parts.0, parts.1) }
        return partial(parts.0, parts.1)
    }

    private static func complete(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ one: Parts, _ other: Parts
    ) -> UInt8 {
        if one == other { return CellComparer.exact }
        if one.year == other.year, one.month == other.day, one.day == other.month { return slip }
        if EditDistance.distance(left, right, limit: 1) == 1 { return slip }
        let equal = one.equalParts(other)
        if equal == 2 { return twoParts }
        return one.year == other.year ? year : different
    }

    /// Known parts must not contradict: year and one more part agree, or only the years can be compared.
    private static func partial(_ one: Parts, _ other: Parts) -> UInt8 {
        if one.contradicts(other) { return one.year == other.year && one.year > 0 ? year : different }
        guard one.year > 0, one.year == other.year else { return CellComparer.missing }
        return one.equalKnownParts(other) >= 2 ? twoParts : year
    }

    private struct Parts: Equatable {
        let year: Int
        let month: Int
        let day: Int

        init(_ digits: UnsafeBufferPointer<UInt8>) {
            func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(digits[$1] &- 0x30) } }
            year = number(0..<4)
            month = number(4..<6)
            day = number(6..<8)
        }

        var isComplete: Bool { year > 0 && month > 0 && day > 0 }

        func equalParts(_ other: Parts) -> Int {
            (year == other.year ? 1 : 0) + (month == other.month ? 1 : 0) + (day == other.day ? 1 : 0)
        }

        func equalKnownParts(_ other: Parts) -> Int {
            (year == other.year && year > 0 ? 1 : 0) + (month == other.month && month > 0 ? 1 : 0)
                + (day == other.day && day > 0 ? 1 : 0)
        }

        func contradicts(_ other: Parts) -> Bool {
            func differ(_ one: Int, _ two: Int) -> Bool { one > 0 && two > 0 && one != two }
            return differ(year, other.year) || differ(month, other.month) || differ(day, other.day)
        }
    }
}
