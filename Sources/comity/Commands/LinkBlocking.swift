import ComityCore
import ComityLinkage
import ComityNode

/// `comity link blocking`
enum LinkBlocking: Command {
    static let name = "blocking"
    static let summary = "says what each blocking rule costs and reaches on these rows, before a run"
    static let discussion = """
        Cost is the number of pairs that a rule proposes; reach is the share of all matches that it is expected to \
        propose, and together that of all rules up to this one. Both are estimated from a sample of the rows, without \
        any truth. Rules without a number are left out: they cost more than they would add.
        """
    static let parameters = LinkageArguments.rows + [LinkageArguments.threads.parameter]

    static func run(_ call: Call) throws {
        let (input, options) = try LinkageSession.read(call, paths: LinkCommands.paths(call))
        call.console.stage("trying rules")
        let estimates = try LinkageRun(input.table, options).estimateRules()
        var table = Table(
            titles: ["", "rule", "pairs", "matches", "reach", "together"],
            alignsRight: [true, false, true, true, true, true])
        for estimate in estimates {
            call.console.value(json(estimate))
            table.append([
                estimate.place.map { String($0 + 1) } ?? "", estimate.name, Decimal.text(estimate.pairs, places: 0),
                Decimal.text(estimate.matches, places: 0), Decimal.text(estimate.reach, places: 4),
                estimate.reachTogether.map { Decimal.text($0, places: 4) } ?? "",
            ])
        }
        table.lines.forEach { call.console.line($0) }
    }

    private static func json(_ estimate: RuleEstimate) -> JSONValue {
        [
            "rule": .string(estimate.name), "pairs": .integer(Int64(estimate.pairs)),
            "matches": .decimal(estimate.matches), "reach": .decimal(estimate.reach),
            "place": estimate.place.map { .integer(Int64($0 + 1)) } ?? .null,
            "reach_together": estimate.reachTogether.map { .decimal($0) } ?? .null,
        ]
    }
}
