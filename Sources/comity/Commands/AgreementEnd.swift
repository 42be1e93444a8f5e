import ComityCore
import ComityNode

/// `comity agreement end`
enum AgreementEnd: Command {
    static let name = "end"
    static let summary = "suspends an agreement at this node: nothing more is sent or taken under it"
    static let discussion = """
        What partners sent under it is hidden here at once. Partners are not told: they go on showing what they hold \
        until a version or a date ends it. To take records back everywhere, retract them first; to end the sharing on \
        all sides, let every party sign a narrower version.
        """
    static let reason = Argument<ReasonWord?>.option(
        "reason", "WORD", "why, in one word such as `breach`; recorded in the audit trail")
    static let yes = Argument<Bool>.flag("yes", "do not ask")
    static let parameters = [AgreementCommands.id.parameter, reason.parameter, yes.parameter]

    static func run(_ call: Call) throws {
        let id = call[AgreementCommands.id]
        try call.confirm("suspend `\(id)` at this node? partners keep what they hold", assumed: call[yes])
        let result = try call.node().ask(
            "agreement.suspend", ["id": .text(id.text), "reason": call[reason].map { .text($0.text) }])
        let columns = [Column("id"), Column("version", .integer), Column("state")]
        call.console.value(columns.object(result))
        call.console.line("\(id) is \(columns[2].cell(result))")
    }
}

/// A word that an audit event can hold as its reason.
struct ReasonWord: Name, ArgumentValue {
    static var noun: String { "reason" }
    let text: String

    init(unchecked text: String) { self.text = text }

    static var placeholder: String { "WORD" }
    static var expectation: String { "a word of lower-case letters, digits and `-`" }
    static func reading(_ text: String) -> ReasonWord? { ReasonWord(text) }
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
