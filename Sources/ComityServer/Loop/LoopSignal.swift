internal import CLibevent
internal import ComityCore

/// A signal of the process, delivered as an ordinary event of the loop. One loop of a process may have these.
package final class LoopSignal {
    private let loop: EventLoop
    private let received: () -> Void
    private var event: OpaquePointer?

    /// - Throws: `loop-failed` if libevent cannot watch the signal.
    package init(_ loop: EventLoop, _ number: Int32, received: @escaping () -> Void) throws(ServerError) {
        self.loop = loop
        self.received = received
        let context = Unmanaged.passUnretained(self).toOpaque()
        event = event_new(
            loop.base, number, Int16(EV_SIGNAL | EV_PERSIST),
            { _, _, context in
                guard let context else { return }
                Unmanaged<LoopSignal>.fromOpaque(context).takeUnretainedValue().received()
            }, context)
        guard let event, event_add(event, nil) == 0 else {
            throw ServerError(.loopFailed, "libevent does not watch signal \(number)")
        }
    }

    deinit { if let event { event_free(event) } }
}
