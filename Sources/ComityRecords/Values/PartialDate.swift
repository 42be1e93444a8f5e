package import ComityCore

/// A calendar date of which year, month or day may be unknown. Specs/records.md#dates
///
/// Spelled as in ISO 8601-2 with `X` for what is unknown: `1985-03-14`, `1985-03-XX`, `1985-XX-XX`, `XXXX-03-14`.
/// At least one part is known; a day exists in its month, and in its year where that is known.
package struct PartialDate: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 9999, or nil if unknown.
    package var year: Int? { packed >> 9 == 0 ? nil : Int(packed >> 9) }
    /// 1 to 12, or nil if unknown.
    package var month: Int? { packed >> 5 & 15 == 0 ? nil : Int(packed >> 5 & 15) }
    /// 1 to 31, or nil if unknown.
    package var day: Int? { packed & 31 == 0 ? nil : Int(packed & 31) }

    /// Year, four bits of month and five bits of day; zero is unknown. Never zero as a whole.
    private let packed: UInt32

    /// Nil if no such day exists, or if nothing is known.
    package init?(year: Int? = nil, month: Int? = nil, day: Int? = nil) {
        guard year != nil || month != nil || day != nil else { return nil }
        guard year.map((1...9999).contains) ?? true, month.map((1...12).contains) ?? true,
            day.map((1...31).contains) ?? true
        else { return nil }
        // An unknown year may be a leap year, an unknown month may have 31 days.
        if let month, let day, day > Int(CivilDate.daysIn(month: Int64(month), year: Int64(year ?? 4))) { return nil }
        packed = UInt32(year ?? 0) << 9 | UInt32(month ?? 0) << 5 | UInt32(day ?? 0)
    }

    package init(_ date: CivilDate) {
        packed = UInt32(date.year) << 9 | UInt32(date.month) << 5 | UInt32(date.day)
    }

    /// The day, if all of it is known.
    package var civil: CivilDate? {
        guard let year, let month, let day else { return nil }
        return CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
    }

    /// The year alone, as the `year` transform of agreements leaves it; nil if the year is unknown.
    package var yearOnly: PartialDate? { year.flatMap { PartialDate(year: $0) } }

    /// Reads `yyyy-mm-dd` with `X` for unknown digits of a part, and the short forms `yyyy` and `yyyy-mm`.
    package init?(parsing text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].count == 4, parts.dropFirst().allSatisfy({ $0.count == 2 }),
            let year = Self.part(parts[0]), let month = parts.count > 1 ? Self.part(parts[1]) : .some(nil),
            let day = parts.count > 2 ? Self.part(parts[2]) : .some(nil)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var description: String {
        "\(spelled(year, 4))-\(spelled(month, 2))-\(spelled(day, 2))"
    }

    /// Outer nil: malformed; inner nil: unknown.
    private static func part(_ digits: some Collection<UInt8>) -> Int?? {
        if digits.allSatisfy({ $0 == UInt8(ascii: "X") || $0 == UInt8(ascii: "x") }) { return .some(nil) }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private func spelled(_ value: Int?, _ width: Int) -> String {
        guard let value else { return String(repeating: "X", count: width) }
        let digits = String(value)
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

extension PartialDate: Comparable {
    /// Orders by year, month, day; what is unknown comes first.
    package static func < (left: PartialDate, right: PartialDate) -> Bool { left.packed < right.packed }
}
