import ComityCore
import ComityNode
import ComityServer

/// `comity doctor`
enum Doctor: Command {
    static let name = "doctor"
    static let summary = "checks what a node needs: clock, descriptors, permissions, disk, libraries, store"
    static let discussion = "Exit status 1 if any check finds a fault; warnings do not count."
    static let columns = [Column("check"), Column("state"), Column("detail")]

    static func run(_ call: Call) throws {
        let home = try call.home()
        var findings = MachineCheck.all(home: home, now: call.environment.now())
        if Files.exists(home.keysPath) { findings += KeyCheck.all(home: home, passphrase: try call.passphrase()) }
        if Files.exists(home.cardPath) {
            do {
                try call.node().ask("doctor") { findings.append($0) }
            } catch {
                findings.append(MachineCheck.finding("node", .fault, error.reason))
            }
        } else {
            findings.append(MachineCheck.finding("home", .fault, "`\(home.path)` holds no node"))
        }
        report(findings, call)
        let faults = findings.count { $0["state"]?.textValue == MachineCheck.State.fault.rawValue }
        guard faults == 0 else {
            throw ControlFailure("no", "\(Prose.count(Int64(faults), "fault")) found", exit: .no)
        }
    }

    private static func report(_ findings: [CBORValue], _ call: Call) {
        // Paths and reasons stand at the end of a detail: nothing of it is cut.
        var table = Table(columns, cellLimitCharacters: .max)
        for finding in findings {
            call.console.value(columns.object(finding))
            table.append(columns.map { $0.cell(finding) })
        }
        table.lines.forEach { call.console.line($0) }
    }
}
