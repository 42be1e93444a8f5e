import ComityCore
import ComityNode

/// `comity record search`
enum RecordSearch: Command {
    static let name = "search"
    static let summary = "finds records of this agency and what partners show of theirs"
    static let text = Argument<String?>.optionalPositional("TEXT", "names in any spelling or script, or numbers")
    static let parts = Argument<Bool>.flag("parts", "read every record for parts of words; all must occur")
    static let discussion = """
        Persons come first, the likeliest first, with what was met: a name as it is spelt elsewhere, a nickname, a \
        telephone number or document. Then come records of other kinds, and those that are never matched, in which all \
        the words occur. If no person is found so, every record is read for parts of words.
        """
    static let limit = Argument<Int>.option("limit", "N", "at most so many", defaultValue: 100, shownAs: "100")
    static let parameters = [text.parameter, RecordCommands.type.parameter, parts.parameter, limit.parameter]

    static func run(_ call: Call) throws {
        var table = Table(
            titles: ["id", "agency", "type", "what", "why"], alignsRight: Array(repeating: false, count: 5))
        let result = try call.node().ask(
            "record.search",
            [
                "text": call[text].map { .text($0) }, "type": call[RecordCommands.type].map { .text($0) },
                "parts": .boolean(call[parts]), "limit": .integer(Int64(call[limit])),
            ]
        ) { row throws(ControlFailure) in
            let record = try RecordRow(row)
            let why = row["why"]?.arrayValue ?? []
            call.console.value(output(record, row, why))
            table.append([
                record.shortID, record.agency, record.type, record.headline,
                why.map { "\(Column("field").cell($0)) \(Column("level").cell($0))" }.joined(separator: ", "),
            ])
        }
        guard !call.console.isJSON else { return try RecordCommands.checkDamage(result, call) }
        if table.isEmpty { call.console.note("nothing found") }
        table.lines.forEach { call.console.line($0) }
        call.console.noteIfCut(result, limit: call[limit])
        RecordCommands.noteIfLeftOut(result, call)
        try RecordCommands.checkDamage(result, call)
    }

    private static let reason = [
        Column("term", .integer), Column("field"), Column("level"), Column("weight", .milli),
    ]

    /// The record, with what the text met if the index found it.
    private static func output(_ record: RecordRow, _ row: CBORValue, _ why: [CBORValue]) -> JSONValue {
        guard case .object(let fields) = record.output, !why.isEmpty else { return record.output }
        return .object(
            fields + [
                JSONMember("weight", Column("weight", .milli).output(row)),
                JSONMember("why", .array(why.map { reason.object($0) })),
            ])
    }
}

/// `comity search`, for `comity record search`
enum Search: Command {
    static let name = "search"
    static let summary = RecordSearch.summary
    static let discussion = RecordSearch.discussion
    static let parameters = RecordSearch.parameters

    static func run(_ call: Call) throws { try RecordSearch.run(call) }
}
