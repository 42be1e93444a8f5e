import ComityCore
import ComityNode

/// `comity agreement end`
enum AgreementEnd: Command {
    static let name = "end"
    static let summary = "suspends an agreement at once: nothing more is shared, and partners hide what they hold"
    static let reason = Argument<String?>.option("reason", "TEXT", "why; recorded here and told to the parties")
    static let yes = Argument<Bool>.flag("yes", "do not ask")
    static let parameters = [AgreementCommands.id.parameter, reason.parameter, yes.parameter]

    static func run(_ call: Call) throws {
        let id = call[AgreementCommands.id]
        try call.confirm("suspend `\(id)`? every party hides what it received under it", assumed: call[yes])
        let result = try call.node().ask(
            "agreement.suspend", ["id": .text(id.text), "reason": call[reason].map { .text($0) }])
        let columns = [Column("id"), Column("version", .integer), Column("state")]
        call.console.value(columns.object(result))
        call.console.line("\(id) is \(columns[2].cell(result))")
    }
}

extension Call {
    /// Asks the person at the terminal.
    /// - Throws: exit 1 unless the answer is yes; exit 64 if there is nobody to ask.
    func confirm(_ question: String, assumed isAssumed: Bool) throws(ControlFailure) {
        if isAssumed { return }
        guard environment.isInteractive else {
            throw ControlFailure(
                "usage", "nobody is there to confirm: \(question)", hints: ["add `--yes`"], exit: .usage)
        }
        console.note("\(question) [y/N]")
        guard let answer = StandardStreams.readAnswer(), ["y", "yes"].contains(answer.lowercased()) else {
            throw ControlFailure("no", "not confirmed", exit: .no)
        }
    }
}
