package import ComityCore

/// What a ``NodeDriver`` wants done. The server obeys in order; actions that name a link which is gone are dropped.
package enum LinkAction: Hashable, Sendable {
    /// Queues application bytes. After ``NodeDriver/linkCongested(_:now:)`` only small answers are welcome.
    case send(LinkID, [UInt8])
    /// The peer's first valid frame has been seen: only now it counts as connected. Lifts the greeting deadline, resets
    /// the peer's dial delay and settles duplicates.
    case established(LinkID)
    /// Sends what is queued (for at most ``ServerLimits/lingerMilliseconds``), then closes. No more bytes arrive.
    case close(LinkID, reason: String)
    /// Stops or resumes reading from the link: the peer then feels TCP's back-pressure.
    case read(LinkID, Bool)
    /// Calls ``NodeDriver/wake(now:)`` at this wall-clock time; an earlier wish stands. A time that has passed means
    /// the next pass of the loop, after whatever bytes wait now: so one step can group the input of many links.
    case wakeAt(Timestamp)
    /// Cards or agreements changed: ask ``NodeDriver/endpointsToDial(now:)`` again.
    case targetsChanged
}
