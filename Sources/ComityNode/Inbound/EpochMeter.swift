import ComityCore
import ComityFeed

/// Bounds how often an origin may open new epochs: each is a log of its own, and logs are kept.
struct EpochMeter {
    private struct Day {
        let start: Timestamp
        var count = 0
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    /// At most one for each feed of an agreement in force.
    private var days: [FeedID: Day] = [:]

    /// Counts one new epoch.
    /// - Returns: whether it may be opened.
    mutating func count(_ feed: FeedID, now: Timestamp) -> Bool {
        var day = days[feed] ?? Day(start: now)
        if abs(now.milliseconds - day.start.milliseconds) >= Self.dayMilliseconds { day = Day(start: now) }
        day.count += 1
        days[feed] = day
        return day.count <= NodeLimits.epochsPerDay
    }
}
