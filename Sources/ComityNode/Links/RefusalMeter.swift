import ComityCore

/// Bounds how often refusals of one source are audited. Specs/audit.md#rates
struct RefusalMeter {
    private struct Window {
        var start: Timestamp
        var audited = 0
        var suppressed: Int64 = 0
    }

    /// Sources remembered at once; beyond it the oldest windows are forgotten.
    private static let sourceLimit = 1024
    private static let windowMilliseconds: Int64 = 60_000

    private var windows: [String: Window] = [:]

    /// Counts one refusal.
    /// - Returns: how many were suppressed before, if this one is to be audited; nil if it is suppressed.
    mutating func count(_ source: String, now: Timestamp) -> Int64? {
        if windows.count >= Self.sourceLimit { forgetOld(now: now) }
        var window = windows[source] ?? Window(start: now)
        // A clock that was set back begins a new window too.
        if !(0..<Self.windowMilliseconds).contains(now.milliseconds - window.start.milliseconds) {
            window = Window(start: now, suppressed: window.suppressed)
        }
        defer { windows[source] = window }
        guard window.audited < NodeLimits.auditedRefusalsPerMinute else {
            window.suppressed += 1
            return nil
        }
        window.audited += 1
        defer { window.suppressed = 0 }
        return window.suppressed
    }

    private mutating func forgetOld(now: Timestamp) {
        windows = windows.filter {
            (0..<Self.windowMilliseconds).contains(now.milliseconds - $0.value.start.milliseconds)
        }
        if windows.count >= Self.sourceLimit { windows.removeAll() }
    }
}
