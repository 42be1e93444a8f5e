internal import CLibevent
internal import ComityCore
internal import Glibc

/// A timer of an ``EventLoop`` that fires once each time it is set.
package final class LoopTimer {
    private let loop: EventLoop
    private let fired: () -> Void
    private var event: OpaquePointer?

    /// - Throws: `loop-failed` if libevent has no memory.
    package init(_ loop: EventLoop, fired: @escaping () -> Void) throws(ServerError) {
        self.loop = loop
        self.fired = fired
        let context = Unmanaged.passUnretained(self).toOpaque()
        event = event_new(
            loop.base, -1, 0,
            { _, _, context in
                guard let context else { return }
                let timer = Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue()
                timer.fired()
            }, context)
        guard event != nil else { throw ServerError(.loopFailed, "libevent makes no timer") }
    }

    deinit { if let event { event_free(event) } }

    /// Fires after this time and not before; replaces an earlier setting. Zero means the next pass of the loop, after
    /// the input that waits now.
    package func set(afterMilliseconds delay: Int64) {
        guard let event else { return }
        // A longer time than a day is cut to one: wall-clock wishes are looked at again anyway.
        let delay = min(max(delay, 0), Timestamp.millisecondsPerDay)
        var time = timeval(tv_sec: Int(delay / 1_000), tv_usec: Int(delay % 1_000 * 1_000))
        event_add(event, &time)
    }

    package func cancel() { if let event { event_del(event) } }
}
