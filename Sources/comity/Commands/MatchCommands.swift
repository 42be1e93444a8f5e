import ComityCore

/// `comity match …`
enum MatchCommands {
    static let all: [CommandTree] = [
        .command(MatchList.self), .command(MatchShow.self), .command(MatchWhy.self), .command(MatchConfirm.self),
        .command(MatchReject.self), .command(MatchUndo.self), .command(MatchAssign.self), .command(MatchNote.self),
        .command(MatchClusters.self), .command(MatchTrain.self), .command(MatchStats.self),
    ]

    enum Decision: String, CaseIterable, ArgumentValue { case proposed, confirmed, rejected }

    static let id = Argument<String>.positional("ID", "the match, or the beginning of its id")
    static let note = Argument<String?>.option("note", "TEXT", "why you decide so; stays with this agency")

    /// A match as scripts read it; `left` and `right` are objects.
    static func output(_ row: CBORValue) -> JSONValue {
        let fields =
            [JSONMember("id", Column("id").output(row))]
            + ["left", "right"].map { JSONMember($0, side.object(row[.text($0)] ?? .null)) }
            + tail.map { JSONMember($0.jsonKey, $0.output(row)) }
            + [JSONMember("claims", .array((row["claims"]?.arrayValue ?? []).map { claim.object($0) }))]
        return .object(fields)
    }

    private static let tail = [
        Column("weight", .milli), Column("probability", .ppm), Column("decision"), Column("decided_by"),
        Column("decided_at", .time), Column("note"), Column("conflict", .boolean), Column("suspended", .boolean),
        Column("assigned"),
    ]
    private static let claim = [Column("agency"), Column("says"), Column("record")]

    static let titles = [
        "id", "left", "record", "right", "record", "weight", "probability", "decision", "to look at", "assigned",
    ]
    static let alignsRight = [false, false, false, false, false, true, true, false, false, false]

    static func cells(_ row: CBORValue) -> [String] {
        let sides = ["left", "right"].flatMap { key in side.map { $0.cell(row[.text(key)] ?? .null) } }
        return [Column("id").cell(row)] + sides
            + [Column("weight", .milli).cell(row), Column("probability", .ppm).cell(row), Column("decision").cell(row)]
            + [lookAt(row), Column("assigned").cell(row)]
    }

    /// Why somebody has to look at a match, whatever was decided.
    private static func lookAt(_ row: CBORValue) -> String {
        let reasons = [("suspended", "victim"), ("conflict", "contradiction")]
        return reasons.filter { row[.text($0.0)]?.booleanValue == true }.map(\.1).joined(separator: ", ")
    }

    /// Asks for a decision and prints the match as it now stands.
    static func decide(_ request: String, _ call: Call) throws {
        let result = try call.node().ask(
            request, ["id": .text(call[id]), "note": call[note].map { .text($0) }])
        call.console.value(output(result))
        call.console.line("match \(Column("id").cell(result)) is now \(Column("decision").cell(result))")
    }

    static let side = [Column("agency"), Column("record")]
}
