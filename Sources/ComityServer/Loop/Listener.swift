internal import CLibevent
internal import ComityCore
internal import Glibc

/// A listening socket on an ``EventLoop``; hands over each accepted descriptor, non-blocking and closed on exec.
final class Listener {
    private static let backlog: Int32 = 512

    private let loop: EventLoop
    private let accepted: (_ descriptor: Int32, _ address: SocketAddress) -> Void
    private let failed: (ServerError) -> Void
    private var handle: OpaquePointer?
    /// After EMFILE and the like the listener rests, or the loop would spin on the same connection.
    private var rest: LoopTimer?

    /// Listens on a numeric address.
    /// - Throws: `bind-failed`, naming the address.
    init(
        _ loop: EventLoop, on endpoint: Endpoint, accepted: @escaping (Int32, SocketAddress) -> Void,
        failed: @escaping (ServerError) -> Void
    ) throws(ServerError) {
        (self.loop, self.accepted, self.failed) = (loop, accepted, failed)
        guard let address = SocketAddress(endpoint) else {
            throw ServerError(.bindFailed, "`\(endpoint)` is a name: listen on a numeric address")
        }
        let flags = Self.flags | UInt32(LEV_OPT_REUSEABLE)
        handle = address.withPointer {
            evconnlistener_new_bind(loop.base, Self.callback, context, flags, Self.backlog, $0, address.lengthBytes)
        }
        try finish(describing: endpoint.description)
    }

    /// Listens on a socket that is bound already, and owns it from now on.
    /// - Throws: `bind-failed`.
    init(
        _ loop: EventLoop, descriptor: Int32, name: String, accepted: @escaping (Int32, SocketAddress) -> Void,
        failed: @escaping (ServerError) -> Void
    ) throws(ServerError) {
        (self.loop, self.accepted, self.failed) = (loop, accepted, failed)
        handle = evconnlistener_new(loop.base, Self.callback, context, Self.flags, Self.backlog, descriptor)
        if handle == nil { close(descriptor) }
        try finish(describing: name)
    }

    deinit { if let handle { evconnlistener_free(handle) } }

    /// The address that is bound, with the port that the kernel chose if 0 was asked for.
    var address: SocketAddress? { handle.flatMap { SocketAddress.local(of: evconnlistener_get_fd($0)) } }

    /// While off, connections wait in the kernel's backlog.
    var isOn = true {
        didSet {
            guard let handle, isOn != oldValue else { return }
            if isOn { evconnlistener_enable(handle) } else { evconnlistener_disable(handle) }
        }
    }

    private static let flags = UInt32(LEV_OPT_CLOSE_ON_FREE) | UInt32(LEV_OPT_CLOSE_ON_EXEC)

    private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    private func finish(describing name: String) throws(ServerError) {
        guard let handle else { throw .system(.bindFailed, "cannot listen on `\(name)`", errno: errno) }
        rest = try LoopTimer(loop) { [unowned self] in isOn = true }
        evconnlistener_set_error_cb(handle) { _, context in
            let failure = errno
            guard let context else { return }
            Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().acceptFailed(failure)
        }
    }

    private func acceptFailed(_ number: Int32) {
        isOn = false
        rest?.set(afterMilliseconds: ServerLimits.sweepMilliseconds)
        failed(.system("cannot accept a connection", errno: number))
    }

    private static let callback: evconnlistener_cb = { _, descriptor, address, length, context in
        guard let context, let address else { return }
        let listener = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
        listener.accepted(descriptor, SocketAddress(copying: address, lengthBytes: length))
    }
}
