internal import CPlatform
package import ComityCore

/// The only place where the shell asks what time it is.
package enum SystemClock {
    /// The wall clock. It can jump: used for what is written and shown, never for deadlines.
    package static func now() -> Timestamp { Timestamp(milliseconds: comity_wall_milliseconds()) }

    /// Milliseconds that only grow, counted from an arbitrary start; it stands still while the machine sleeps.
    package static func monotonicMilliseconds() -> Int64 { comity_monotonic_milliseconds() }
}
