internal import CLibevent
internal import ComityCore
internal import Glibc

/// A connected (or connecting) socket with libevent's buffers, in plain bytes or under TLS.
///
/// Handlers are called from the loop only, never from within a method of the stream. After ``close()`` none is called.
final class ByteStream {
    enum Event {
        /// TCP and, where there is one, the TLS handshake are done.
        case connected
        /// The other side sent its last byte.
        case ended
        /// TLS refused the other side's certificate.
        case untrusted
        /// The system's or TLS's words, without anything of the peer's.
        case failed(String)
    }

    private let loop: EventLoop
    private var handle: OpaquePointer?
    /// TLS session, owned by `handle`.
    private let session: OpaquePointer?
    private var received: ([UInt8]) -> Void = { _ in }
    private var drained: () -> Void = {}
    private var happened: (Event) -> Void = { _ in }

    /// A plain stream on an accepted descriptor.
    init(_ loop: EventLoop, descriptor: Int32) throws(ServerError) {
        self.loop = loop
        session = nil
        handle = bufferevent_socket_new(loop.base, descriptor, Self.options)
        if handle == nil { Glibc.close(descriptor) }
        try finish()
    }

    /// A TLS stream on an accepted descriptor, or with -1 on a socket that ``connect(to:)`` makes. Takes the
    /// session over.
    init(_ loop: EventLoop, descriptor: Int32, session: OpaquePointer, isServer: Bool) throws(ServerError) {
        self.loop = loop
        self.session = session
        let state = isServer ? BUFFEREVENT_SSL_ACCEPTING : BUFFEREVENT_SSL_CONNECTING
        handle = bufferevent_openssl_socket_new(loop.base, descriptor, session, state, Self.options)
        if handle == nil, descriptor >= 0 { Glibc.close(descriptor) }
        try finish()
        // A peer that goes away without close_notify has ended: frames say themselves whether they are whole.
        if let handle { bufferevent_openssl_set_allow_dirty_shutdown(handle, 1) }
        if descriptor >= 0 { sendAtOnce() }
    }

    deinit { close() }

    /// Sets the handlers and starts to read.
    func start(
        received: @escaping ([UInt8]) -> Void, drained: @escaping () -> Void, happened: @escaping (Event) -> Void
    ) {
        (self.received, self.drained, self.happened) = (received, drained, happened)
        guard let handle else { return }
        let context = Unmanaged.passUnretained(self).toOpaque()
        bufferevent_setcb(handle, Self.onRead, Self.onWrite, Self.onEvent, context)
        bufferevent_enable(handle, Int16(EV_READ | EV_WRITE))
    }

    /// Starts to connect; `connected` or `failed` follows.
    /// - Throws: `connect-failed` if not even that is possible.
    func connect(to endpoint: Endpoint) throws(ServerError) {
        guard let handle else { throw ServerError(.connectFailed, "the stream is closed") }
        let failed: Int32
        if let address = SocketAddress(endpoint) {
            failed = address.withPointer { bufferevent_socket_connect(handle, $0, address.lengthBytes) }
        } else if let resolver = loop.hostResolver() {
            failed = bufferevent_socket_connect_hostname(
                handle, resolver, AF_UNSPEC, endpoint.host, Int32(endpoint.port))
        } else {
            throw ServerError(.connectFailed, "no name server for `\(endpoint.host)`")
        }
        guard failed == 0 else { throw .system(.connectFailed, "cannot connect to `\(endpoint)`", errno: errno) }
    }

    var tlsSession: OpaquePointer? { handle == nil ? nil : session }

    /// Bytes queued and not yet handed to the kernel.
    var pendingBytes: Int { handle.map { evbuffer_get_length(bufferevent_get_output($0)) } ?? 0 }

    /// Queues bytes; dropped if the stream is closed. Complexity: O(bytes), one copy.
    func send(_ bytes: [UInt8]) {
        guard let handle else { return }
        bufferevent_write(handle, bytes, bytes.count)
    }

    /// While off, at most ``ServerLimits/readChunkBytes`` more are taken from the kernel.
    var isReading = true {
        didSet {
            guard let handle, isReading != oldValue else { return }
            if isReading {
                bufferevent_enable(handle, Int16(EV_READ))
                // What came before the pause is announced again only if we ask.
                bufferevent_trigger(handle, Int16(EV_READ), Int32(BEV_TRIG_DEFER_CALLBACKS.rawValue))
            } else {
                bufferevent_disable(handle, Int16(EV_READ))
            }
        }
    }

    /// Tells the other side that nothing follows; what is queued must have been sent.
    func endOutput() {
        guard let handle else { return }
        shutdown(bufferevent_getfd(handle), Int32(SHUT_WR))
    }

    func close() {
        guard let handle else { return }
        self.handle = nil
        bufferevent_setcb(handle, nil, nil, nil, nil)
        bufferevent_free(handle)
    }

    // Deferred callbacks: a handler never runs within a call that we make.
    private static let options = Int32(BEV_OPT_CLOSE_ON_FREE.rawValue | BEV_OPT_DEFER_CALLBACKS.rawValue)

    private func finish() throws(ServerError) {
        guard let handle else { throw ServerError(.loopFailed, "libevent makes no stream") }
        bufferevent_setwatermark(handle, Int16(EV_READ), 0, ServerLimits.readChunkBytes)
        bufferevent_setwatermark(handle, Int16(EV_WRITE), ServerLimits.outputLowBytes, 0)
    }

    /// Small frames must not wait for the acknowledgement of the one before.
    private func sendAtOnce() {
        guard let handle else { return }
        var on: Int32 = 1
        setsockopt(bufferevent_getfd(handle), Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private func read() {
        guard isReading, let handle, let input = bufferevent_get_input(handle) else { return }
        let count = min(evbuffer_get_length(input), ServerLimits.readChunkBytes)
        guard count > 0 else { return }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = bufferevent_read(handle, buffer.baseAddress, count)
        }
        received(bytes)
    }

    private func happened(_ what: Int16) {
        let failure = errno
        if what & Int16(BEV_EVENT_CONNECTED) != 0 {
            if session != nil { sendAtOnce() }
            happened(.connected)
        } else if what & Int16(BEV_EVENT_EOF) != 0 {
            happened(.ended)
        } else if what & Int16(BEV_EVENT_ERROR) != 0 {
            happened(failureEvent(failure))
        }
    }

    /// OpenSSL's reason code of the failure, or nil if it was not TLS that failed. Asking takes it away, so it is kept.
    private lazy var tlsReason: Int? = {
        guard let handle, session != nil else { return nil }
        let error = bufferevent_get_openssl_error(handle)
        return error == 0 ? nil : Int(error & 0x7F_FFFF)
    }()

    private func failureEvent(_ number: Int32) -> Event {
        switch tlsReason {
        case 134: .untrusted  // SSL_R_CERTIFICATE_VERIFY_FAILED
        case 294: .ended  // SSL_R_UNEXPECTED_EOF_WHILE_READING: OpenSSL 3 for an end without close_notify
        default: .failed(reason(number))
        }
    }

    /// Reasons from 1000 on are alerts that the other side sent (SSL_AD_REASON_OFFSET).
    private static func tlsWords(_ code: Int) -> String {
        switch code {
        // Handshake failure (40) is what a refusal by pin comes as: nothing else is left to fail between two nodes.
        case 1_040, 1_042, 1_043, 1_044, 1_045, 1_046, 1_048, 1_116: "the peer refused this node's certificate"
        case 1_070: "the peer speaks no TLS 1.3"
        case 1_120: "the peer speaks another protocol than Comity"
        case 1_000...1_255: "the peer ended TLS with alert \(code - 1_000)"
        default: "TLS failed with OpenSSL's reason \(code)"
        }
    }

    private func reason(_ number: Int32) -> String {
        guard let handle else { return "closed" }
        let resolving = bufferevent_socket_get_dns_error(handle)
        if resolving != 0 { return "the name cannot be resolved" }
        if let code = tlsReason { return Self.tlsWords(code) }
        return number == 0 ? "the connection failed" : systemReason(number)
    }

    private static func stream(_ context: UnsafeMutableRawPointer?) -> ByteStream? {
        context.map { Unmanaged<ByteStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let onRead: bufferevent_data_cb = { _, context in stream(context)?.read() }
    private static let onWrite: bufferevent_data_cb = { _, context in stream(context)?.drained() }
    private static let onEvent: bufferevent_event_cb = { _, what, context in stream(context)?.happened(what) }
}
