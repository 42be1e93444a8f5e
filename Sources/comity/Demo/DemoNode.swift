import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityServer
import Glibc

/// One agency of the demonstration: a home folder and a real `comity node run` process.
final class DemoNode {
    let agency: AgencyID
    let name: String
    let agencyClass: String
    let home: NodeHome
    let port: UInt16
    private var process: pid_t?
    private var client: ControlClient?

    /// How long a node may take to answer for the first time.
    private static let startMilliseconds: Int64 = 20_000
    /// How long a node may take to stop cleanly.
    private static let stopMilliseconds: Int64 = 15_000

    init(agency: AgencyID, name: String, agencyClass: String, folder: String) throws {
        self.agency = agency
        self.name = name
        self.agencyClass = agencyClass
        port = try LoopbackPort.free()
        home = NodeHome(HomeLayout(path: "\(folder)/\(agency)"))
    }

    deinit { if let process { kill(process, SIGKILL) } }

    /// Makes keys and card.
    func found(now: Timestamp) throws -> SignedCard {
        try home.found(
            NodeHome.Founding(
                agency: agency, name: name, jurisdiction: String(agency.text.prefix(5)), agencyClass: agencyClass,
                endpoints: ["127.0.0.1:\(port)"]), now: now)
    }

    /// Starts the process and waits until it answers.
    func start() throws {
        let arguments = [
            "comity", "node", "run", "--home", home.layout.path, "--listen", "127.0.0.1:\(port)", "--log-level",
            "info", "--log-format", "json",
        ]
        process = try BoundProcess.spawn(arguments, logPath: home.layout.path + "/log")
        let end = SystemClock.monotonicMilliseconds() + Self.startMilliseconds
        while SystemClock.monotonicMilliseconds() < end {
            do throws(ServerError) {
                client = try ControlClient(home.layout)
                return
            } catch {
                guard error.kind == .notRunning else { throw error }
            }
            usleep(10_000)
        }
        throw ControlFailure(
            "unreachable", "the node of `\(agency)` did not start", hints: ["see \(home.layout.path)/log"],
            exit: .unreachable)
    }

    /// Asks the node and collects its rows.
    func ask(_ name: String, _ arguments: CBORValue = [:]) throws -> (rows: [CBORValue], result: CBORValue) {
        guard let client else { throw ControlFailure("unreachable", "`\(agency)` is not running", exit: .unreachable) }
        var rows: [CBORValue] = []
        let request = ControlRequest(
            name, arguments, purpose: "investigation", caseNumber: "DEMO-1", user: "demo")
        let result = try client.perform(request) { reply throws(ControlFailure) in
            if case .row(let row) = reply { rows.append(row) }
            return true
        }
        return (rows, result)
    }

    /// Stops the process as systemd would; throws if it did not end cleanly.
    func stop() throws {
        client = nil
        guard let process else { return }
        self.process = nil
        kill(process, SIGTERM)
        let end = SystemClock.monotonicMilliseconds() + Self.stopMilliseconds
        var status: Int32 = 0
        while SystemClock.monotonicMilliseconds() < end {
            if waitpid(process, &status, WNOHANG) == process {
                guard status == 0 else {
                    throw ControlFailure(
                        "failed", "the node of `\(agency)` ended with status \(status)",
                        hints: ["see \(home.layout.path)/log"], exit: .no)
                }
                return
            }
            usleep(5_000)
        }
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        throw ControlFailure("failed", "the node of `\(agency)` did not stop in time", exit: .no)
    }
}
