/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static let epoch = Timestamp(milliseconds: 0)
    /// The first instant that a format can hold: midnight that begins the year 1.
    package static let first = Timestamp(milliseconds: -62_135_596_800_000)
    /// The last one, "the end of time": the midnight after the year 9999, the last year of RFC 3339.
    package static let last = Timestamp(milliseconds: 253_402_300_800_000)
    package static let millisecondsPerDay: Int64 = 86_400_000

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    package func adding(milliseconds: Int64) -> Timestamp {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Timestamp(milliseconds: overflow ? (milliseconds < 0 ? .min : .max) : sum)
    }

    package func adding(days: Int64) -> Timestamp { adding(milliseconds: days * Self.millisecondsPerDay) }

    /// Days since the epoch of the UTC day in which the instant lies.
    package var daysSinceEpoch: Int64 { floorDivide(milliseconds, by: Self.millisecondsPerDay) }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC: `2026-01-31T23:59:59.123Z`, the fraction left out when it is zero.
    package var description: String {
        let day = CivilDate(daysSinceEpoch: daysSinceEpoch)
        // By remainders: the start of the first day lies before the smallest integer.
        let remainder = milliseconds % Self.millisecondsPerDay
        let rest = remainder < 0 ? remainder + Self.millisecondsPerDay : remainder
        let seconds = rest / 1000
        let fraction = rest % 1000
        let clock =
            "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + (fraction == 0 ? "" : ".\(padded(fraction, 3))")
        return "\(day)T\(clock)Z"
    }
}

extension Timestamp {
    /// Reads `yyyy-mm-dd` (midnight UTC) or `yyyy-mm-ddThh:mm:ss[.fff]Z`.
    /// - Throws: `malformed-time` naming the input.
    package init(parsing text: some StringProtocol) throws(CoreError) {
        let malformed = CoreError(
            .malformedTime, "`\(String(text).prefix(40))` is no date or time: write 2026-01-31 or 2026-01-31T23:59:59Z")
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let date = CivilDate(parsing: String(decoding: bytes[0..<10], as: UTF8.self)) else {
            throw malformed
        }
        var milliseconds = date.daysSinceEpoch * Self.millisecondsPerDay
        if bytes.count > 10 {
            guard let clock = Self.millisecondsOfDay(bytes[10...]) else { throw malformed }
            milliseconds += clock
        }
        self.init(milliseconds: milliseconds)
    }

    /// Milliseconds for `Thh:mm:ss[.fff]Z`, or nil.
    private static func millisecondsOfDay(_ text: ArraySlice<UInt8>) -> Int64? {
        let text = Array(text)
        guard text.count == 10 || text.count == 14, text[0] == UInt8(ascii: "T"), text.last == UInt8(ascii: "Z"),
            text[3] == UInt8(ascii: ":"), text[6] == UInt8(ascii: ":"),
            let hour = decimal(text[1..<3]), let minute = decimal(text[4..<6]), let second = decimal(text[7..<9]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if text.count == 14 {
            guard text[9] == UInt8(ascii: "."), let value = decimal(text[10..<13]), value > 0 else { return nil }
            fraction = value
        }
        return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    }
}
