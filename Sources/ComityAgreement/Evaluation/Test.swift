import ComityCore
import ComityRecords

/// A condition compiled for one record type. Specs/agreement.md#conditions
indirect enum Test: Sendable {
    case all([Test])
    case any([Test])
    case not(Test)
    case presence(Probe, isPresent: Bool)
    case value(Probe, Check)
    case present(Comparison, Bound)
    case constant(Outcome)
}

/// Where a test looks.
struct Probe: Sendable {
    let number: FieldNumber
    let part: FieldNumber?
    /// A restriction: its claims join to the most restrictive, and an absent one reads as the least.
    let isRestriction: Bool
    /// Whether a recipient may see another form of it than the origin compared: then it cannot tell.
    let isOpaque: Bool
}

/// What a test asks of one value.
enum Check: Sendable {
    case boolean(whenFalse: Bool, whenTrue: Bool)
    /// One bit for each word of the enumeration, set where the comparison holds.
    case word(words: [String], accepted: UInt64)
    case text([String], isMember: Bool)
    case integer(Comparison, Int64)
    case integers([Int64], isMember: Bool)
    case time(Comparison, Bound)
    case times([Bound], isMember: Bool)
}

/// An instant that may move with the present.
enum Bound: Sendable {
    case fixed(Int64)
    case moving(offsetMilliseconds: Int64)

    init?(_ literal: Literal) {
        switch literal {
        case .date(let day): self = .fixed(day.start.milliseconds)
        case .instant(let instant): self = .fixed(instant.milliseconds)
        case .now(let offset): self = .moving(offsetMilliseconds: offset)
        case .text, .integer, .boolean: return nil
        }
    }

    func milliseconds(at now: Timestamp) -> Int64 {
        switch self {
        case .fixed(let instant): instant
        case .moving(let offset): now.adding(milliseconds: offset).milliseconds
        }
    }
}

/// The instants that a date or time may mean: the first and the last, in milliseconds.
struct Span: Sendable {
    let first: Int64
    let last: Int64

    /// Nil for anything but a time or a date with a known year. A date means its first instant in UTC; an unknown month
    /// may be any of the year, an unknown day any of the month.
    init?(_ value: Value) {
        switch value {
        case .instant(let instant): (first, last) = (instant.milliseconds, instant.milliseconds)
        case .date(let date):
            guard let year = date.year.map(Int64.init) else { return nil }
            let months = date.month.map { (Int64($0), Int64($0)) } ?? (1, 12)
            let lastDay = CivilDate.daysIn(month: months.1, year: year)
            // An unknown month hides the day: any day of the year may be meant.
            let days = date.month == nil ? (1, lastDay) : date.day.map { (Int64($0), Int64($0)) } ?? (1, lastDay)
            guard let start = CivilDate(year: year, month: months.0, day: days.0),
                let end = CivilDate(year: year, month: months.1, day: days.1)
            else { return nil }
            (first, last) = (start.start.milliseconds, end.start.milliseconds)
        default: return nil
        }
    }

    /// Whether every instant of the span compares so, none does, or only some.
    func compare(_ comparison: Comparison, _ bound: Int64) -> Outcome {
        switch comparison {
        case .less: decide(all: last < bound, none: first >= bound)
        case .lessOrEqual: decide(all: last <= bound, none: first > bound)
        case .greater: decide(all: first > bound, none: last <= bound)
        case .greaterOrEqual: decide(all: first >= bound, none: last < bound)
        case .equal: decide(all: first == last && first == bound, none: bound < first || bound > last)
        case .notEqual: compare(.equal, bound).negated
        }
    }

    private func decide(all: Bool, none: Bool) -> Outcome { all ? .holds : none ? .fails : .errs }
}

extension Comparison {
    func holds(_ left: Int64, _ right: Int64) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    /// The first instant at which a comparison of a span's end with a moving bound may change, counted from the bound's
    /// meeting that end.
    var changeDelayMilliseconds: Int64 { self == .less || self == .greaterOrEqual ? 1 : 0 }
}
