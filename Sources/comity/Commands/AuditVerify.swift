import ComityCore
import ComityNode

/// `comity audit verify`
enum AuditVerify: Command {
    static let name = "verify"
    static let summary = "rehashes the whole audit trail and checks every signature"
    static let discussion = "Exit status 1 if anything does not agree; each fault is named with its file and place."
    /// A passphrase that was forgotten on the command line is no fault of the trail.
    private static let lockedKeyCode = "wrong-passphrase"
    static let columns = [Column("file"), Column("place"), Column("reason")]

    static func run(_ call: Call) throws {
        var faults: [CBORValue] = []
        let result = try verify(call) { faults.append($0) }
        let isVerified = result["verified"]?.booleanValue == true && faults.isEmpty
        let events = result["events"]?.integerValue ?? 0
        let unsigned = result["unsigned"]?.integerValue ?? 0
        call.console.value([
            "events": .integer(events), "unsigned": .integer(unsigned), "verified": .boolean(isVerified),
            "faults": .array(faults.map { columns.object($0) }),
        ])
        for fault in faults { call.console.line(columns.map { $0.cell(fault) }.joined(separator: ": ")) }
        if isVerified {
            let rest = unsigned > 0 ? ", \(unsigned) of them not signed yet" : ""
            call.console.line("\(Prose.count(events, "event")) verified\(rest)")
        }
        guard isVerified else {
            throw ControlFailure(
                "not-verified", "the audit trail does not verify: \(Prose.count(Int64(faults.count), "fault"))",
                hints: ["keep the files as they are and see docs/operating.md"], exit: .no)
        }
    }

    /// Asks the node; what cannot even be read does not verify.
    private static func verify(
        _ call: Call, fault: (CBORValue) -> Void
    ) throws(ControlFailure) -> CBORValue {
        let failure: ControlFailure
        do throws(ControlFailure) {
            return try call.node().ask("audit.verify") { fault($0) }
        } catch {
            failure = error
        }
        guard failure.exit == .badData, failure.code != lockedKeyCode else { throw failure }
        fault(["file": .text("home"), "place": .text(failure.code), "reason": .text(failure.reason)])
        return [:]
    }
}
