import ComityCore
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
        (1_772_366_400_123, "2026-03-01T12:00:00.123Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
    ])
    func timesAreWrittenAndRead(milliseconds: Int64, text: String) throws {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(try Timestamp(parsing: text).milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-1-01", "2026-01-32", "2026-02-29", "2026-13-01", "0000-01-01", "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.0Z", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.12Z",
        "2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00.123", "２０２６-01-01", "+026-01-01", "2026-01-01T00:00:00.1é",
    ])
    func otherSpellingsAreRefused(text: String) {
        let error = #expect(throws: CoreError.self) { try Timestamp(parsing: text) }
        #expect(error?.kind == .malformedTime)
    }

    /// No peer may stop a node with a time: every integer can be printed.
    @Test(arguments: [Int64.min, .min + 1, .max, Timestamp.first.milliseconds - 1, Timestamp.last.milliseconds])
    func anyTimeCanBePrinted(milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description.hasSuffix("Z"))
    }

    @Test func aDayIsMidnight() throws {
        #expect(try Timestamp(parsing: "2026-03-01") == Timestamp(parsing: "2026-03-01T00:00:00Z"))
        #expect(CivilDate(parsing: "2026-03-01")?.start == (try Timestamp(parsing: "2026-03-01")))
    }

    /// Every day from year 1 to 9999 follows the one before.
    @Test func theCalendarHasNoGaps() throws {
        var expected = try #require(CivilDate(year: 1, month: 1, day: 1))
        for days in expected.daysSinceEpoch...expected.daysSinceEpoch + 800_000 {
            let date = CivilDate(daysSinceEpoch: days)
            guard date == expected, date.daysSinceEpoch == days else {
                Issue.record("day \(days) is \(date), not \(expected)")
                return
            }
            expected =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)!
        }
    }

    @Test func additionStopsAtTheEnds() {
        #expect(Timestamp(milliseconds: .max).adding(milliseconds: 1).milliseconds == .max)
        #expect(Timestamp(milliseconds: .min).adding(milliseconds: -1).milliseconds == .min)
        #expect(Timestamp.epoch.adding(days: 2).milliseconds == 172_800_000)
    }

    @Test func theClockOnlyGoesForward() throws {
        var clock = HybridClock()
        let now = Timestamp(milliseconds: 1_000_000)
        let first = clock.tick(now: now)
        let second = clock.tick(now: now)
        let earlier = clock.tick(now: now.adding(milliseconds: -500))
        #expect(first < second && second < earlier)
        #expect(first.timestamp == now && earlier.counter == 2)
        try clock.observe(HybridTime(timestamp: now.adding(milliseconds: 60_000), counter: 9), now: now)
        #expect(clock.tick(now: now).timestamp == now.adding(milliseconds: 60_000))
        let last = clock.last
        #expect(throws: CoreError(.clockAhead, "")) {
            try clock.observe(HybridTime(timestamp: now.adding(milliseconds: 60_001), counter: 0), now: now)
        }
        #expect(clock.last == last)
    }

    @Test func aFullCounterRunsIntoTheNextMillisecond() {
        var clock = HybridClock(last: HybridTime(timestamp: Timestamp(milliseconds: 5), counter: .max))
        #expect(
            clock.tick(now: Timestamp(milliseconds: 5)) == HybridTime(timestamp: Timestamp(milliseconds: 6), counter: 0)
        )
    }
}
