package import ComityCore

/// Turns any number of refused strangers into a bounded number of events: the first of each reason at once, then one a
/// minute that counts the rest. Specs/audit.md#strangers
package struct StrangerTally: Sendable {
    /// At most one event for each reason in this time: 1,440 a day, whatever is thrown at the port.
    package static let intervalMilliseconds: Int64 = 60_000
    /// Reasons told apart; further ones are counted as `other`.
    package static let reasonLimit = 16

    private struct Count: Sendable {
        /// When the last event was made.
        var reported: Timestamp
        /// The first refusal since then that is not reported yet.
        var since: Timestamp?
        var pending: UInt64 = 0
        var pin: Digest?
    }

    private var counts: [ReasonCode: Count] = [:]

    package init() {}

    /// Counts a refusal.
    /// - Returns: the event to append now, if one is due.
    package mutating func refuse(_ reason: ReasonCode, pin: Digest?, now: Timestamp) -> AuditEvent? {
        let isKnown = counts[reason] != nil || counts.count < Self.reasonLimit - 1
        let reason = isKnown ? reason : ReasonCode(unchecked: "other")
        guard var count = counts[reason] else {
            counts[reason] = Count(reported: now)
            return event(reason, count: 1, pin: pin, since: nil, now: now)
        }
        count.pending += 1
        count.since = count.since ?? now
        count.pin = pin ?? count.pin
        counts[reason] = count
        return isDue(count, now) ? report(reason, now: now) : nil
    }

    /// The events that are due, and nothing to remember about reasons that were quiet.
    package mutating func flush(now: Timestamp) -> [AuditEvent] {
        var events: [AuditEvent] = []
        for (reason, count) in counts.sorted(by: { $0.key < $1.key }) where isDue(count, now) {
            if count.pending > 0, let event = report(reason, now: now) {
                events.append(event)
            } else {
                counts[reason] = nil
            }
        }
        return events
    }

    /// When ``flush(now:)`` has something to report; nil while nothing is pending.
    package var nextFlush: Timestamp? {
        counts.values.filter { $0.pending > 0 }
            .map { $0.reported.adding(milliseconds: Self.intervalMilliseconds) }.min()
    }

    private func isDue(_ count: Count, _ now: Timestamp) -> Bool {
        // A clock that was set back must not silence the tally.
        now >= count.reported.adding(milliseconds: Self.intervalMilliseconds) || now < count.reported
    }

    private mutating func report(_ reason: ReasonCode, now: Timestamp) -> AuditEvent? {
        guard let count = counts[reason] else { return nil }
        counts[reason] = Count(reported: now)
        return event(reason, count: count.pending, pin: count.pin, since: count.since, now: now)
    }

    private func event(
        _ reason: ReasonCode, count: UInt64, pin: Digest?, since: Timestamp?, now: Timestamp
    ) -> AuditEvent {
        var fields: [AuditField] = [.count(count), .reason(reason)]
        if let pin { fields.append(.pin(pin)) }
        if let since { fields.append(.since(since)) }
        fields.sort { $0.number < $1.number }
        return AuditEvent(unchecked: .strangerRefused, at: now, fields: fields)
    }
}
