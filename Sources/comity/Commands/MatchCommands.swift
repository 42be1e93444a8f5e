import ComityCore

/// `comity match …`
enum MatchCommands {
    static let all: [CommandTree] = [
        .command(MatchList.self), .command(MatchShow.self), .command(MatchWhy.self), .command(MatchConfirm.self),
        .command(MatchReject.self), .command(MatchUndo.self),
    ]

    enum Decision: String, CaseIterable, ArgumentValue { case proposed, confirmed, rejected }

    static let id = Argument<String>.positional("ID", "the match, or the beginning of its id")
    static let note = Argument<String?>.option("note", "TEXT", "why you decide so; recorded")

    /// A match as INTERFACE names its keys; `left` and `right` are objects.
    static func output(_ row: CBORValue) -> JSONValue {
        let tail = [
            Column("weight", .milli), Column("probability", .ppm), Column("decision"), Column("decided_by"),
            Column("decided_at", .time), Column("note"),
        ]
        let fields =
            [JSONMember("id", Column("id").output(row))]
            + ["left", "right"].map { JSONMember($0, side.object(row[.text($0)] ?? .null)) }
            + tail.map { JSONMember($0.jsonKey, $0.output(row)) }
        return .object(fields)
    }

    static let titles = ["id", "left", "record", "right", "record", "weight", "probability", "decision"]
    static let alignsRight = [false, false, false, false, false, true, true, false]

    static func cells(_ row: CBORValue) -> [String] {
        let sides = ["left", "right"].flatMap { key in side.map { $0.cell(row[.text(key)] ?? .null) } }
        return [Column("id").cell(row)] + sides
            + [Column("weight", .milli).cell(row), Column("probability", .ppm).cell(row), Column("decision").cell(row)]
    }

    /// Asks for a decision and prints the match as it now stands.
    static func decide(_ request: String, _ call: Call) throws {
        let result = try call.node().ask(
            request, ["id": .text(call[id]), "note": call[note].map { .text($0) }])
        call.console.value(output(result))
        call.console.line("match \(Column("id").cell(result)) is now \(Column("decision").cell(result))")
    }

    private static let side = [Column("agency"), Column("record")]
}
