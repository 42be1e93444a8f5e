/// Hybrid logical clock time (Kulkarni et al. 2014): 48 bits of milliseconds, 16 bits of counter.
///
/// For display only: no merge decision in Comity reads a clock. Specs/identifiers.md#hybrid-time
package struct HybridTime: Hashable, Comparable, Sendable {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    package init(timestamp: Timestamp, counter: UInt16) {
        value = UInt64(clamping: timestamp.milliseconds) << 16 | UInt64(counter)
    }

    package var timestamp: Timestamp { Timestamp(milliseconds: Int64(value >> 16)) }
    package var counter: UInt16 { UInt16(truncatingIfNeeded: value) }

    package static func < (left: HybridTime, right: HybridTime) -> Bool { left.value < right.value }
}

/// A hybrid logical clock: strictly increasing, close to the wall clock, never behind what it has observed.
package struct HybridClock: Sendable {
    /// How far ahead of our own clock a peer's time may be before it is ignored: a minute covers unsynchronised
    /// machines, and keeps one bad clock from dragging everyone into the future.
    package static let toleranceMilliseconds: Int64 = 60_000

    package private(set) var last: HybridTime

    package init(last: HybridTime = HybridTime(0)) { self.last = last }

    /// The time of a new local event. Complexity: O(1).
    package mutating func tick(now: Timestamp) -> HybridTime {
        let wall = HybridTime(timestamp: now, counter: 0)
        last = wall > last ? wall : HybridTime(last.value + 1)
        return last
    }

    /// Takes note of a peer's time, so that later local events sort after it.
    /// - Throws: `clock-ahead` if it lies more than ``toleranceMilliseconds`` in our future; the clock is unchanged.
    package mutating func observe(_ time: HybridTime, now: Timestamp) throws(CoreError) {
        guard time.timestamp <= now.adding(milliseconds: Self.toleranceMilliseconds) else {
            throw CoreError(.clockAhead, "a time of \(time.timestamp) is ahead of this node's clock at \(now)")
        }
        last = max(last, time)
    }
}
