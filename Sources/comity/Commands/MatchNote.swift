import ComityCore

/// `comity match note`
enum MatchNote: Command {
    static let name = "note"
    static let summary = "writes something down about a match; it stays with this agency"
    static let text = Argument<String>.positional("TEXT", "the note")
    static let parameters = [MatchCommands.id.parameter, text.parameter]

    static func run(_ call: Call) throws {
        let result = try call.node().ask(
            "match.note", ["id": .text(call[MatchCommands.id]), "note": .text(call[text])])
        call.console.value(MatchCommands.output(result))
        call.console.line("noted about match \(Column("id").cell(result))")
    }
}
