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

    /// The same of two complete dates, as ``CellSignature/date(_:)`` writes them. Complexity: O(1).
    @inline(__always)
    static func level(_ one: UInt32, _ other: UInt32) -> UInt8 {
        let differing = one ^ other
        if differing == 0 { return CellComparer.exact }
        let isSameYear = differing >> 16 == 0
        let isSameMonth = differing & 0xFF00 == 0
        let isSameDay = differing & 0xFF == 0
        if isSameYear, other & 0xFFFF == (one << 8 | one >> 8 & 0xFF) & 0xFFFF { return slip }
        if isSlip(one, other) { return slip }
        let equal = (isSameYear ? 1 : 0) + (isSameMonth ? 1 : 0) + (isSameDay ? 1 : 0)
        if equal == 2 { return twoParts }
        return isSameYear ? year : different
    }

    /// One digit replaced, or two neighbours exchanged.
    @inline(__always)
    private static func isSlip(_ one: UInt32, _ other: UInt32) -> Bool {
        let differing = one ^ other
        let low = UInt32(truncatingIfNeeded: differing.trailingZeroBitCount & ~3)
        let rest = differing >> low
        if rest < 0x10 { return true }
        guard rest < 0x100 else { return false }
        let pair = one >> low & 0xFF
        return other >> low & 0xFF == (pair << 4 | pair >> 4) & 0xFF
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
