package import ComityCore
package import ComityNode
internal import Glibc

/// The command line's end of the control socket. Blocking; one request at a time. Specs/control.md
package final class ControlClient: ControlChannel {
    private let path: String
    private var descriptor: Int32?

    /// - Throws: `not-running` if nobody listens in the home.
    package init(_ home: HomeLayout) throws(ServerError) {
        path = home.socketPath
        descriptor = try Self.connect(path)
    }

    deinit { disconnect() }

    /// A reply that answers false closes the connection, which cancels the request; the next one connects again.
    /// - Throws: the node's failure, or `control-failed` if it went away or said nothing for
    ///   ``ServerLimits/controlAnswerMilliseconds``.
    package func perform(
        _ request: ControlRequest, reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> CBORValue {
        do throws(ServerError) {
            try send(request.encoded)
        } catch {
            throw failed(error)
        }
        var frames = FrameBuffer(limitBytes: ServerLimits.controlFrameBytes)
        while true {
            let next = try nextReply(&frames)
            switch next {
            case .result(let value): return value
            case .failure(let failure): throw failure
            case .row, .progress: if try !wants(next, reply) { return [:] }
            }
        }
    }

    /// A consumer that throws or has enough ends the request.
    private func wants(
        _ next: ControlReply, _ reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> Bool {
        do throws(ControlFailure) {
            if try reply(next) { return true }
        } catch {
            disconnect()
            throw error
        }
        disconnect()
        return false
    }

    private func nextReply(_ frames: inout FrameBuffer) throws(ControlFailure) -> ControlReply {
        do throws(ServerError) {
            while true {
                if let payload = try frames.next() { return try Self.decoded(payload) }
                frames.append(try receive())
            }
        } catch {
            throw failed(error)
        }
    }

    private static func decoded(_ payload: [UInt8]) throws(ServerError) -> ControlReply {
        do throws(CoreError) {
            return try ControlReply(decoding: payload)
        } catch {
            throw ServerError(.malformedFrame, error.reason)
        }
    }

    private func failed(_ error: ServerError) -> ControlFailure {
        disconnect()
        return ControlFailure("control-failed", error.reason, exit: .unreachable)
    }

    private func disconnect() {
        if let descriptor { close(descriptor) }
        descriptor = nil
    }

    private static func connect(_ path: String) throws(ServerError) -> Int32 {
        let descriptor = try UnixAddress.connect(path: path)
        var patience = timeval(tv_sec: Int(ServerLimits.controlAnswerMilliseconds / 1_000), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        return descriptor
    }

    private func send(_ payload: [UInt8]) throws(ServerError) {
        guard payload.count <= ServerLimits.controlFrameBytes else {
            throw ServerError(.limitExceeded, "the request is over the limit of a frame")
        }
        let socket: Int32
        if let descriptor { socket = descriptor } else { socket = try Self.connect(path) }
        descriptor = socket
        let frame = FrameBuffer.frame(payload)
        var sent = 0
        while sent < frame.count {
            let count = frame.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw lost(errno) }
            sent += count
        }
    }

    private func receive() throws(ServerError) -> ArraySlice<UInt8> {
        guard let descriptor else { throw ServerError(.controlFailed, "the node is not connected") }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw lost(errno) }
            guard count > 0 else { throw ServerError(.controlFailed, "the node ended before it answered") }
            return buffer[..<count]
        }
    }

    private func lost(_ number: Int32) -> ServerError {
        guard number == EAGAIN || number == EWOULDBLOCK else { return .system("lost the node", errno: number) }
        let seconds = ServerLimits.controlAnswerMilliseconds / 1_000
        return ServerError(.noAnswer, "the node said nothing for \(seconds) s")
    }
}
