package import ComityCore

/// A length of time as people write it: `30d`, `6mo`, `5y`. Specs/agreement.md#periods
package struct Period: Hashable, Sendable {
    package let count: UInt32
    package let unit: Unit

    package enum Unit: UInt8, Hashable, Sendable, CaseIterable {
        case hour, day, week, month, year

        package var suffix: String {
            switch self {
            case .hour: "h"
            case .day: "d"
            case .week: "w"
            case .month: "mo"
            case .year: "y"
            }
        }

        var noun: String {
            switch self {
            case .hour: "hour"
            case .day: "day"
            case .week: "week"
            case .month: "month"
            case .year: "year"
            }
        }
    }

    /// The largest count of any unit: a thousand years is no retention period.
    package static let countLimit: UInt32 = 100_000

    package init(count: UInt32, unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// Reads `5y`; nil for anything else, a leading zero included.
    package init?(text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = UInt32(digits), count > 0, count <= Self.countLimit, digits.first != "0",
            let unit = Unit.allCases.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return nil }
        self.init(count: count, unit: unit)
    }

    package var text: String { "\(count)\(unit.suffix)" }

    /// `5 years`, for sentences.
    package var words: String { count == 1 ? "1 \(unit.noun)" : "\(count) \(unit.noun)s" }

    /// Its length in milliseconds if it has one: months and years depend on the calendar.
    package var exactMilliseconds: Int64? {
        switch unit {
        case .hour: Int64(count) * 3_600_000
        case .day: Int64(count) * Timestamp.millisecondsPerDay
        case .week: Int64(count) * 7 * Timestamp.millisecondsPerDay
        case .month, .year: nil
        }
    }

    /// The instant one period after `start`: months and years by the UTC calendar, a day that the target month
    /// lacks becoming its last; an instant beyond the year 9999 becomes the end of time.
    package func end(from start: Timestamp) -> Timestamp {
        if let exact = exactMilliseconds { return min(start.adding(milliseconds: exact), .last) }
        let months = unit == .year ? Int64(count) * 12 : Int64(count)
        let day = CivilDate(daysSinceEpoch: start.daysSinceEpoch)
        let index = day.year * 12 + day.month - 1 + months
        let (year, month) = (index / 12, index % 12 + 1)
        let last = CivilDate.daysIn(month: month, year: year)
        guard let target = CivilDate(year: year, month: month, day: min(day.day, last)) else {
            return .last
        }
        return target.start.adding(milliseconds: start.milliseconds - day.start.milliseconds)
    }
}
