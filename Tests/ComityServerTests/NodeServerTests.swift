import ComityCore
import ComityCrypto
import ComityNode
import Glibc
import Testing

@testable import ComityServer

/// Whole shells, each on a thread of its own with its home, scripted nodes inside.
@Suite(.timeLimit(.minutes(1))) struct NodeServerTests {
    /// Handed to the loop's thread in letters; touched nowhere else.
    private final class Shell: @unchecked Sendable {
        var server: NodeServer?
        var driver: ScriptedDriver?
        var addresses: [String] = []
        var log: Log?
    }

    private func start(
        _ shell: Shell, _ home: TemporaryHome, agency: String, seed: UInt8
    ) throws -> LoopThread<Int> {
        let layout = home.layout
        return try LoopThread { loop, ready in
            let driver = ScriptedDriver(agency: agency)
            driver.onOpened = { [.send($0, [1])] }
            driver.onReceived = { link, _ in [.established(link)] }
            let identity = try Self.identity(agency, seed)
            let log = Log(level: .error)
            let server = try NodeServer(
                home: layout, driver: driver, settings: try layout.configuration(), log: log, environment: [:],
                loop: loop,
                identity: identity, overriding: { $0.listen = ["127.0.0.1:0"] })
            log.level = .error
            shell.addresses = try server.start()
            (shell.server, shell.driver, shell.log) = (server, driver, log)
            ready()
            server.run()
            (shell.server, shell.driver) = (nil, nil)
            return driver.closed.count
        }
    }

    private static func identity(_ agency: String, _ seed: UInt8) throws -> TLSIdentity {
        try TLSIdentity(seed: [UInt8](repeating: seed, count: 32), agency: AgencyID(unchecked: agency))
    }

    @Test func twoNodesMeetAndPartCleanly() throws {
        let homes = [try TemporaryHome(), try TemporaryHome()]
        let (west, east) = (Shell(), Shell())
        let threads = [
            try start(west, homes[0], agency: "us-or-sp", seed: 1),
            try start(east, homes[1], agency: "us-wa-sp", seed: 2),
        ]
        let pins = [try Self.identity("us-or-sp", 1).spkiPin, try Self.identity("us-wa-sp", 2).spkiPin]
        threads[1].run { _ in east.driver?.pins = [pins[0]] }
        threads[0].run { _ in
            west.driver?.pins = [pins[1]]
            west.driver?.targets = [
                DialTarget(agency: AgencyID(unchecked: "us-wa-sp"), pin: pins[1], endpoints: east.addresses)
            ]
            west.server?.reload()
        }
        try waitUntil(threads[0]) { west.server?.establishedCount == 1 }
        try waitUntil(threads[1]) { east.server?.establishedCount == 1 }
        for home in homes {
            let client = try ControlClient(home.layout)
            #expect(try client.perform(ControlRequest("echo", user: "ana")) { _ in true } == [:])
        }
        threads[0].run { _ in west.server?.stop() }
        #expect(try threads[0].join() == 1, "every link is reported as closed before the end")
        try waitUntil(threads[1]) { east.driver?.closed.count == 1 }
        #expect(throws: ServerError(.notRunning, "")) { try ControlClient(homes[0].layout) }
        threads[1].run { _ in east.server?.stop() }
        _ = try threads[1].join()
    }

    @Test func reloadingTakesWhatIsRightAndRefusesTheRest() throws {
        let home = try TemporaryHome()
        let shell = Shell()
        let thread = try start(shell, home, agency: "us-or-sp", seed: 1)
        try write("log-level = debug\nlog-format = json\n", to: home.layout.configurationPath)
        thread.run { _ in shell.server?.reload() }
        thread.run { _ in #expect(shell.log?.level == .debug && shell.log?.format == .json) }
        try write("log-level = error\nlog-format = loud\n", to: home.layout.configurationPath)
        thread.run { _ in
            shell.log?.level = .error
            shell.server?.reload()
            #expect(shell.log?.format == .json, "a file with a mistake changes nothing")
        }
        thread.run { _ in shell.server?.stop() }
        _ = try thread.join()
    }

    private func waitUntil(_ thread: LoopThread<Int>, _ holds: @escaping @Sendable () -> Bool) throws {
        let answer = Answer()
        let end = SystemClock.monotonicMilliseconds() + 10_000
        while SystemClock.monotonicMilliseconds() < end {
            thread.run { _ in answer.holds = holds() }
            if answer.holds { return }
            usleep(5_000)
        }
        Issue.record("it did not come about within 10 s")
    }

    /// Written by a letter, read after the letter was opened.
    private final class Answer: @unchecked Sendable { var holds = false }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}
