internal import CLibevent
internal import ComityCore
internal import Glibc

/// One libevent loop: sockets, timers and signals, and everything that their handlers touch, on the thread that calls
/// ``run()``. `docs/operating.md#threads`
///
/// Handlers run one after the other and never wait. Everything but ``mailbox`` belongs to that thread.
package final class EventLoop {
    /// Never nil; freed in `deinit`, after everything that was made on it: sources hold the loop.
    let base: OpaquePointer
    /// Host names, resolved without waiting. Made when the first name is dialed.
    private var resolver: OpaquePointer?
    package private(set) var isStopping = false
    /// The only way in from other threads.
    package let mailbox: LoopMailbox
    private var mailEvent: OpaquePointer?

    /// - Throws: `loop-failed` if libevent or the kernel refuses.
    package init() throws(ServerError) {
        Self.prepareProcess
        guard let base = event_base_new() else { throw ServerError(.loopFailed, "libevent makes no event loop") }
        self.base = base
        mailbox = try LoopMailbox()
        let context = Unmanaged.passUnretained(self).toOpaque()
        mailEvent = event_new(
            base, mailbox.readEnd, Int16(EV_READ | EV_PERSIST),
            { _, _, context in
                guard let context else { return }
                let loop = Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue()
                for letter in loop.mailbox.collect() { letter(loop) }
            }, context)
        guard let mailEvent, event_add(mailEvent, nil) == 0 else {
            throw ServerError(.loopFailed, "libevent does not watch the mailbox")
        }
    }

    deinit {
        if let mailEvent { event_free(mailEvent) }
        if let resolver { evdns_base_free(resolver, 0) }
        event_base_free(base)
    }

    /// Runs handlers until ``stop()``.
    package func run() {
        isStopping = false
        event_base_dispatch(base)
    }

    /// Lets the handler that runs now, and those of the same pass, finish; then `run` returns.
    package func stop() {
        isStopping = true
        event_base_loopexit(base, nil)
    }

    /// A resolver that reads the system's name servers and `/etc/hosts`, or nil if there are none.
    func hostResolver() -> OpaquePointer? {
        if resolver == nil {
            let flags = EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE
            resolver = evdns_base_new(base, flags)
        }
        return resolver
    }

    /// Once in a process: libevent's own locks, without which freeing a loop on another thread is undefined; and no
    /// death by SIGPIPE when a peer is gone, since libevent's writes do not forbid it.
    private static let prepareProcess: Void = {
        evthread_use_pthreads()
        signal(SIGPIPE, SIG_IGN)
    }()
}
