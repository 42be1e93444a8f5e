/// Lets a burst through, then one in each interval, and counts what it held back (a token bucket).
package struct RateLimit: Sendable {
    private let burst: Int
    private let intervalMilliseconds: Int64
    private var tokens: Int
    /// Monotonic time up to which tokens were given out.
    private var refilledAt: Int64
    private var held = 0

    package init(burst: Int, intervalMilliseconds: Int64, now: Int64) {
        self.burst = burst
        self.intervalMilliseconds = intervalMilliseconds
        tokens = burst
        refilledAt = now
    }

    /// Nil if this one must be held back; otherwise how many were since the last that passed.
    package mutating func pass(now: Int64) -> Int? {
        let earned = max(now - refilledAt, 0) / intervalMilliseconds
        tokens = Int(min(Int64(tokens) + earned, Int64(burst)))
        refilledAt += earned * intervalMilliseconds
        guard tokens > 0 else {
            held += 1
            return nil
        }
        tokens -= 1
        defer { held = 0 }
        return held
    }
}
