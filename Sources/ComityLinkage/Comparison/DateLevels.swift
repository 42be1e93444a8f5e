/// Levels of two standardised dates. Specs/linkage-model.md#levels
enum DateLevels {
    private static let slip: UInt8 = 2
    private static let twoParts: UInt8 = 3
    private static let year: UInt8 = 4
    private static let different: UInt8 = 5

    static func level(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        guard left.count == 8, right.count == 8 else { return different }
        let one = Parts(left)
        let other = Parts(right)
        guard one.isComplete && other.isComplete else { return partial(one, other) }
        return one.isShort == other.isShort ? complete(left, right, one, other) : short(one, other)
    }

    private static func complete(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ one: Parts, _ other: Parts
    ) -> UInt8 {
        if one == other { return CellComparer.exact }
        if one.isExchanged(other) || EditDistance.distance(left, right, limit: 1) == 1 { return slip }
        if one.equalParts(other) == 2 { return twoParts }
        return one.isSameYear(other) ? year : different
    }

    /// One year has two digits: the century is a guess, so that equal dates are a slip apart.
    private static func short(_ one: Parts, _ other: Parts) -> UInt8 {
        switch one.equalParts(other) {
        case 3: slip
        case 2: twoParts
        default: one.isExchanged(other) ? twoParts : one.isSameYear(other) ? year : different
        }
    }

    /// Known parts must not contradict: two of them agree, or the years, which alone can be compared.
    private static func partial(_ one: Parts, _ other: Parts) -> UInt8 {
        let sameYear = one.year > 0 && one.isSameYear(other)
        if one.contradicts(other) { return sameYear ? year : different }
        if one.equalKnownParts(other) >= 2 { return twoParts }
        return sameYear ? year : CellComparer.missing
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
        /// Whether the year was written with two digits.
        var isShort: Bool { year > 0 && year < 100 }

        /// Years of two digits leave the century open.
        func isSameYear(_ other: Parts) -> Bool {
            isShort == other.isShort ? year == other.year : year % 100 == other.year % 100
        }

        func isExchanged(_ other: Parts) -> Bool { isSameYear(other) && month == other.day && day == other.month }

        func equalParts(_ other: Parts) -> Int {
            (isSameYear(other) ? 1 : 0) + (month == other.month ? 1 : 0) + (day == other.day ? 1 : 0)
        }

        func equalKnownParts(_ other: Parts) -> Int {
            (isSameYear(other) && year > 0 ? 1 : 0) + (month == other.month && month > 0 ? 1 : 0)
                + (day == other.day && day > 0 ? 1 : 0)
        }

        func contradicts(_ other: Parts) -> Bool {
            func differ(_ one: Int, _ two: Int) -> Bool { one > 0 && two > 0 && one != two }
            let yearsDiffer = year > 0 && other.year > 0 && !isSameYear(other)
            return yearsDiffer || differ(month, other.month) || differ(day, other.day)
        }
    }
}
