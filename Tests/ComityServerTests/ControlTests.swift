import ComityCore
import ComityNode
import Glibc
import Testing

@testable import ComityServer

/// A control server on a loop of its own thread, and clients that do what the command line does, or worse.
@Suite(.timeLimit(.minutes(1))) struct ControlTests {
    /// Runs a server in the home until `body` has ended, then hands out the driver's memory.
    @discardableResult
    private func withServer(
        _ home: TemporaryHome, _ body: (HomeLayout) throws -> Void
    ) throws -> (cancelled: Int, wakes: Int) {
        let layout = home.layout
        let thread = try LoopThread { loop, ready in
            let driver = ScriptedDriver()
            let server = try ControlServer(
                loop, home: layout, driver: driver, log: Log(level: .error), performed: { driver.wakes += 1 })
            ready()
            loop.run()
            server.close()
            return (driver.cancelled, driver.wakes)
        }
        let result = Result { try body(layout) }
        let memory = try thread.stop()
        try result.get()
        return memory
    }

    private func request(_ name: String, _ arguments: CBORValue = [:]) -> ControlRequest {
        ControlRequest(name, arguments, user: "ana")
    }

    @Test func requestsFollowEachOtherOnOneConnection() throws {
        let memory = try withServer(TemporaryHome()) { home in
            let client = try ControlClient(home)
            for number in 0..<20 {
                let echoed = try client.perform(request("echo", ["n": .integer(Int64(number))])) { _ in true }
                #expect(echoed == ["n": .integer(Int64(number))])
            }
            var rows: [ControlReply] = []
            let result = try client.perform(request("list")) { reply in
                rows.append(reply)
                return true
            }
            #expect(rows == [.row(1), .row(2), .row(3)])
            #expect(result == ["found": 3])
        }
        #expect(memory.wakes >= 21, "the node may work after each request")
    }

    @Test func failuresArriveWhole() throws {
        try withServer(TemporaryHome()) { home in
            let client = try ControlClient(home)
            let expected = ControlFailure("refused", "no", hints: ["ask again"], exit: .no)
            #expect(throws: expected) { try client.perform(request("refuse")) { _ in true } }
            #expect(try client.perform(request("echo")) { _ in true } == [:])
        }
    }

    @Test func longAnswersStream() throws {
        try withServer(TemporaryHome()) { home in
            let client = try ControlClient(home)
            var rows = 0
            let result = try client.perform(request("count", ["rows": 400, "bytes": 50_000])) { reply in
                if case .row = reply { rows += 1 }
                return true
            }
            #expect(rows == 400)
            #expect(result == ["rows": 400])
        }
    }

    @Test func enoughIsEnough() throws {
        let memory = try withServer(TemporaryHome()) { home in
            let client = try ControlClient(home)
            var rows = 0
            let result = try client.perform(request("follow")) { _ in
                rows += 1
                return rows < 3
            }
            #expect(result == [:])
            #expect(try client.perform(request("echo", ["again": true])) { _ in true } == ["again": true])
        }
        #expect(memory.cancelled == 1)
    }

    @Test func aClientThatDoesNotReadHoldsNobodyUp() throws {
        try withServer(TemporaryHome()) { home in
            let sleeper = try UnixAddress.connect(path: home.socketPath)
            defer { close(sleeper) }
            let frame = FrameBuffer.frame(request("count", ["rows": 1_000_000, "bytes": 50_000]).encoded)
            #expect(write(sleeper, frame, frame.count) == frame.count)
            let client = try ControlClient(home)
            for _ in 0..<50 { #expect(try client.perform(request("echo")) { _ in true } == [:]) }
        }
    }

    @Test(arguments: [
        ("two requests", "busy"), ("a huge frame", "malformed-frame"), ("an empty frame", "malformed-frame"),
        ("no CBOR", "truncated-cbor"), ("another map", "unexpected-cbor"),
    ])
    func badClientsAreToldAndClosed(kind: String, code: String) throws {
        try withServer(TemporaryHome()) { home in
            let socket = try UnixAddress.connect(path: home.socketPath)
            defer { close(socket) }
            let echo = FrameBuffer.frame(request("echo").encoded)
            let bytes: [UInt8] =
                switch kind {
                case "two requests": echo + echo
                case "a huge frame": [0x7F, 0, 0, 0]
                case "an empty frame": [0, 0, 0, 0]
                case "no CBOR": FrameBuffer.frame([0x5F])
                default: FrameBuffer.frame(CBORValue.map([]).encoded)
                }
            #expect(write(socket, bytes, bytes.count) == bytes.count)
            var frames = FrameBuffer(limitBytes: 10_000)
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while case let count = read(socket, &buffer, buffer.count), count > 0 { frames.append(buffer[..<count]) }
            let payload = try #require(try frames.next())
            guard case .failure(let failure) = try ControlReply(decoding: payload) else {
                Issue.record("expected a failure")
                return
            }
            #expect(kind == "no CBOR" ? failure.exit == .badData : failure.code == code)
            #expect(!frames.holdsBytes)
        }
    }

    @Test func moreClientsThanTheLimitAreTold() throws {
        try withServer(TemporaryHome()) { home in
            let held = try (0..<ServerLimits.controlClients).map { _ in
                let client = try ControlClient(home)
                _ = try client.perform(request("echo")) { _ in true }
                return client
            }
            let extra = try ControlClient(home)
            let failure = #expect(throws: ControlFailure.self) { try extra.perform(request("echo")) { _ in true } }
            #expect(failure?.code == "busy" || failure?.code == "control-failed")
            #expect(try held[0].perform(request("echo")) { _ in true } == [:])
        }
    }

    @Test func theSocketIsTheOwnersAlone() throws {
        let home = try TemporaryHome()
        try withServer(home) { home in
            var state = stat()
            #expect(stat(home.socketPath, &state) == 0)
            #expect(state.st_mode & 0o777 == 0o600)
        }
        #expect(access(home.layout.socketPath, F_OK) != 0, "gone with the node")
        #expect(throws: ServerError(.notRunning, "")) { try ControlClient(home.layout) }
    }

    @Test func aHomeWithALongPathHasItsSocketElsewhere() throws {
        let home = try TemporaryHome(pathBytes: 200)
        #expect(!home.layout.socketPath.hasPrefix(home.layout.path))
        try withServer(home) { home in
            let client = try ControlClient(home)
            #expect(try client.perform(request("echo")) { _ in true } == [:])
        }
    }
}
