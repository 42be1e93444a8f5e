import ComityCore

/// `comity match why`
enum MatchWhy: Command {
    static let name = "why"
    static let summary = "shows what each field adds to a match, in bits of evidence"
    static let discussion = """
        The weight of a match is the sum of the prior and of the weight of every field (log2): each further bit \
        doubles the odds that both records are the same.
        """
    static let parameters = [MatchCommands.id.parameter]
    static let columns = [
        Column("field"), Column("left"), Column("right"), Column("level"), Column("weight", .milli),
    ]

    static func run(_ call: Call) throws {
        var fields: [CBORValue] = []
        let result = try call.node().ask("match.why", ["id": .text(call[MatchCommands.id])]) { fields.append($0) }
        if call.console.isJSON {
            guard case .object(let entries) = MatchCommands.output(result) else { return }
            let why = [
                JSONMember("prior", Column("prior", .milli).output(result)),
                JSONMember("rule", Column("rule").output(result)),
                JSONMember("fields", .array(fields.map { columns.object($0) })),
            ]
            call.console.value(.object(entries + why))
            return
        }
        var table = Table(columns)
        table.append(["prior", "", "", "", Column("prior", .milli).cell(result)])
        for field in fields { table.append(columns.map { $0.cell(field) }) }
        table.append(["total", "", "", Column("decision").cell(result), Column("weight", .milli).cell(result)])
        table.lines.forEach { call.console.line($0) }
        call.console.line(
            "probability \(Column("probability", .ppm).cell(result)), found by \(Column("rule").cell(result))")
    }
}
