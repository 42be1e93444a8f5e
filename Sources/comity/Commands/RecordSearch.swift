import ComityCore
import ComityNode

/// `comity record search`
enum RecordSearch: Command {
    static let name = "search"
    static let summary = "finds records of this agency and what partners show of theirs"
    static let text = Argument<String?>.optionalPositional("TEXT", "words, numbers or parts of them; all must occur")
    static let limit = Argument<Int>.option("limit", "N", "at most so many", defaultValue: 100, shownAs: "100")
    static let parameters = [text.parameter, RecordCommands.type.parameter, limit.parameter]

    static func run(_ call: Call) throws {
        var table = Table(titles: ["id", "agency", "type", "what"], alignsRight: [false, false, false, false])
        let result = try call.node().ask(
            "record.search",
            [
                "text": call[text].map { .text($0) }, "type": call[RecordCommands.type].map { .text($0) },
                "limit": .integer(Int64(call[limit])),
            ]
        ) { row throws(ControlFailure) in
            let record = try RecordRow(row)
            call.console.value(record.output)
            table.append([record.shortID, record.agency, record.type, record.headline])
        }
        guard !call.console.isJSON else { return }
        if table.isEmpty { call.console.note("nothing found") }
        table.lines.forEach { call.console.line($0) }
        call.console.noteIfCut(result, limit: call[limit])
        RecordCommands.noteIfLeftOut(result, call)
    }
}

/// `comity search`, for `comity record search`
enum Search: Command {
    static let name = "search"
    static let summary = RecordSearch.summary
    static let parameters = RecordSearch.parameters

    static func run(_ call: Call) throws { try RecordSearch.run(call) }
}
