import ComityCore
import ComityLinkage

/// `comity link blocking`
enum LinkBlocking: Command {
    static let name = "blocking"
    static let summary = "says what each blocking rule costs and reaches on these rows, before a run"
    static let discussion = """
        Cost is the number of pairs that a rule proposes; reach is the share of all matches that it is expected to \
        propose, estimated from the rows without any truth.
        """
    static let parameters = LinkageArguments.rows + LinkageArguments.run

    static func run(_ call: Call) throws {
        let session = try LinkageSession.open(call, paths: LinkCommands.paths(call))
        var table = Table(titles: ["rule", "pairs"], alignsRight: [false, true])
        for figure in session.run.ruleFigures {
            call.console.value(["rule": .string(figure.name), "pairs": .integer(Int64(figure.pairs))])
            table.append([figure.name, String(figure.pairs)])
        }
        table.lines.forEach { call.console.line($0) }
    }
}
