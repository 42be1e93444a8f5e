import ComityCore
import ComityCrypto
import ComityNode
import ComityServer
import Foundation
import Glibc

/// A home folder and the real `comity node run` over it.
final class NodeProcess {
    let agency: AgencyID
    let home: NodeHome
    /// Where the process listens; its card may name a proxy's port instead.
    let port: UInt16
    private(set) var process: pid_t?
    private var client: ControlClient?

    struct Failure: Error { let reason: String }

    /// The `comity` that `COMITY_TEST_BINARY` names, else the one that was built together with these tests, or nil.
    static let binary: String? = {
        if let named = ProcessInfo.processInfo.environment["COMITY_TEST_BINARY"] { return named }
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folders = [own, CommandLine.arguments.first].compactMap { $0 }.map {
            ($0 as NSString).deletingLastPathComponent
        }
        let places = folders.map { "\($0)/comity" } + ["/\(root)/.build/debug/comity"]
        let found = places.first { access($0, X_OK) == 0 }
        if found == nil { print("skipped: there is no built `comity` next to the tests") }
        return found
    }()

    private static let startMilliseconds: Int64 = 20_000
    private static let stopMilliseconds: Int64 = 15_000

    init(_ agency: String, folder: String) throws {
        self.agency = try AgencyID(parsing: agency)
        port = try Loopback.freePort()
        home = NodeHome(HomeLayout(path: "\(folder)/\(agency)"))
    }

    deinit { killNow() }

    /// Makes keys and card; peers find the node at `publicPort`.
    func found(publicPort: UInt16) throws -> SignedCard {
        try home.found(
            NodeHome.Founding(
                agency: agency, name: "Office \(agency)", jurisdiction: "us-wa", agencyClass: "police",
                endpoints: ["127.0.0.1:\(publicPort)"]), now: SystemClock.now())
    }

    /// Starts the process and waits until it answers.
    func start(_ variables: [String: String] = [:]) throws {
        process = try spawn(
            ["node", "run", "--home", home.layout.path, "--listen", "127.0.0.1:\(port)", "--log-format", "json"],
            variables)
        let end = SystemClock.monotonicMilliseconds() + Self.startMilliseconds
        while SystemClock.monotonicMilliseconds() < end {
            do throws(ServerError) {
                client = try ControlClient(home.layout)
                return
            } catch {
                guard error.kind == .notRunning else { throw error }
            }
            if let status = reapIfEnded() { throw Failure(reason: "\(agency) ended at once: \(status); \(log)") }
            usleep(10_000)
        }
        throw Failure(reason: "\(agency) did not start: \(log)")
    }

    /// Asks the node and collects its rows.
    func ask(_ name: String, _ arguments: CBORValue = [:]) throws -> (rows: [CBORValue], result: CBORValue) {
        guard let client else { throw Failure(reason: "\(agency) is not running") }
        var rows: [CBORValue] = []
        let request = ControlRequest(name, arguments, purpose: "investigation", caseNumber: "T-1", user: "tester")
        let result = try client.perform(request) { reply throws(ControlFailure) in
            if case .row(let row) = reply { rows.append(row) }
            return true
        }
        return (rows, result)
    }

    /// Runs another command over this home to its end.
    func command(_ words: [String], _ variables: [String: String] = [:]) throws -> Int32 {
        let child = try spawn(words + ["--home", home.layout.path], variables)
        return try status(of: child)
    }

    func send(_ signal: Int32) { if let process { kill(process, signal) } }

    /// SIGKILL, and the process is gone when this returns.
    func killNow() {
        client = nil
        guard let process else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        self.process = nil
    }

    /// SIGTERM.
    /// - Returns: the exit status, or 128 and the signal that ended it.
    func stop() throws -> Int32 {
        client = nil
        guard let process else { throw Failure(reason: "\(agency) is not running") }
        kill(process, SIGTERM)
        self.process = nil
        return try status(of: process)
    }

    /// Standard output and error of every process of this home, the end of it.
    var log: String {
        let bytes = FileManager.default.contents(atPath: home.layout.path + "/log") ?? Data()
        return String(decoding: bytes.suffix(3000), as: UTF8.self)
    }

    private func reapIfEnded() -> Int32? {
        guard let process else { return nil }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        self.process = nil
        return Self.exit(status)
    }

    private func status(of child: pid_t) throws -> Int32 {
        let end = SystemClock.monotonicMilliseconds() + Self.stopMilliseconds
        var status: Int32 = 0
        while SystemClock.monotonicMilliseconds() < end {
            if waitpid(child, &status, WNOHANG) == child { return Self.exit(status) }
            usleep(5_000)
        }
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        throw Failure(reason: "\(agency): a process did not end in time: \(log)")
    }

    private static func exit(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private func spawn(_ words: [String], _ variables: [String: String]) throws -> pid_t {
        guard let binary = Self.binary else { throw Failure(reason: "no `comity` was built") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 2, home.layout.path + "/log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        // Threads of a test runner block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = (["comity"] + words).map { strdup($0) } + [nil]
        var all = ProcessInfo.processInfo.environment
        all.merge(variables) { $1 }
        var environment: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, binary, &actions, &attributes, &arguments, &environment)
        guard failure == 0 else { throw Failure(reason: String(cString: strerror(failure))) }
        return child
    }
}
