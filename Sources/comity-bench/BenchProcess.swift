import ComityCore
import ComityNode
import ComityServer
import Glibc

/// A node in a process of its own: this program again, told to be a node.
final class BenchProcess {
    static let marker = "--as-node"
    private static let patienceSeconds = 30.0

    let process: pid_t
    private let client: ControlClient

    static func options(_ arguments: [String]) -> NodeRunOptions {
        NodeRunOptions(
            home: HomeLayout(path: arguments[0]), listen: [arguments[1]], logLevel: .warning, logFormat: .json)
    }

    init(_ home: HomeLayout, port: UInt16) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        let words = ["comity-bench", Self.marker, home.path, "127.0.0.1:\(port)"]
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        guard posix_spawn(&child, "/proc/self/exe", &actions, nil, &pointers, environ) == 0 else {
            throw ControlFailure("failed", "cannot start a node", exit: .unreachable)
        }
        process = child
        client = try Self.client(home)
    }

    deinit {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    private static func client(_ home: HomeLayout) throws -> ControlClient {
        let end = Stopwatch.read(CLOCK_MONOTONIC) + patienceSeconds
        while true {
            do throws(ServerError) {
                return try ControlClient(home)
            } catch {
                guard error.kind == .notRunning, Stopwatch.read(CLOCK_MONOTONIC) < end else { throw error }
            }
            usleep(5000)
        }
    }

    @discardableResult
    func ask(_ name: String, _ arguments: CBORValue = [:]) throws -> (rows: [CBORValue], result: CBORValue) {
        var rows: [CBORValue] = []
        let request = ControlRequest(name, arguments, purpose: "investigation", caseNumber: "B-1", user: "bench")
        let result = try client.perform(request) { reply throws(ControlFailure) in
            if case .row(let row) = reply { rows.append(row) }
            return true
        }
        return (rows, result)
    }
}
