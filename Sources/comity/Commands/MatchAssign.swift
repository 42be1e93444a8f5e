import ComityCore

/// `comity match assign`
enum MatchAssign: Command {
    static let name = "assign"
    static let summary = "gives a match to somebody to review; without a name, to nobody"
    static let user = Argument<String?>.optionalPositional("USER", "the account name of the person")
    static let parameters = [MatchCommands.id.parameter, user.parameter, MatchCommands.note.parameter]

    static func run(_ call: Call) throws {
        let result = try call.node().ask(
            "match.assign",
            [
                "id": .text(call[MatchCommands.id]), "assigned": call[user].map { .text($0) },
                "note": call[MatchCommands.note].map { .text($0) },
            ])
        call.console.value(MatchCommands.output(result))
        let assigned = Column("assigned").cell(result)
        call.console.line(
            "match \(Column("id").cell(result)) is assigned to \(assigned.isEmpty ? "nobody" : assigned)")
    }
}
