import ComityCore

/// `comity match list`
enum MatchList: Command {
    static let name = "list"
    static let summary = "lists possible matches, those first that somebody should look at"
    static let discussion = """
        First stand matches that a victim's protection suspends and those about which agencies contradict each other, \
        then the others by weight and urgency: suspects, court orders, other agencies, reviews that are due.
        """
    static let decision = Argument<MatchCommands.Decision?>.option(
        "decision", "WORD", "only matches with this decision")
    static let record = Argument<String?>.option("record", "ID", "only matches of this record")
    static let partner = Argument<AgencyID?>.option("partner", "AGENCY", "only matches with records of this agency")
    static let assigned = Argument<String?>.option("assigned", "USER", "only matches assigned to this person")
    static let least = Argument<Probability?>.option(
        "min-probability", "P", "only matches of at least this probability")
    static let limit = Argument<Int>.option(
        "limit", "N", "at most so many", defaultValue: 1_000, shownAs: "1000")
    static let parameters = [
        decision.parameter, record.parameter, partner.parameter, assigned.parameter, least.parameter, limit.parameter,
    ]

    static func run(_ call: Call) throws {
        var table = Table(titles: MatchCommands.titles, alignsRight: MatchCommands.alignsRight)
        let result = try call.node().ask(
            "match.list",
            [
                "decision": call[decision].map { .text($0.rawValue) }, "record": call[record].map { .text($0) },
                "partner": call[partner].map { .text($0.text) }, "assigned": call[assigned].map { .text($0) },
                "min_probability": call[least].map { .integer($0.millionths) }, "limit": .integer(Int64(call[limit])),
            ]
        ) { row in
            if call.console.isJSON {
                call.console.value(MatchCommands.output(row))
            } else {
                table.append(MatchCommands.cells(row))
            }
        }
        guard !call.console.isJSON else { return }
        if table.isEmpty { call.console.note("no matches") }
        table.lines.forEach { call.console.line($0) }
        call.console.noteIfCut(result, limit: call[limit])
    }
}

extension Console {
    /// Says so when a limit left something out.
    func noteIfCut(_ result: CBORValue, limit: Int) {
        guard result["cut"]?.booleanValue == true else { return }
        note("there are more than \(limit): raise `--limit` to see them")
    }
}
