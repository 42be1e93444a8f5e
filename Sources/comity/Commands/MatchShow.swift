import ComityCore

/// `comity match show`
enum MatchShow: Command {
    static let name = "show"
    static let summary = "shows both records of a match"
    static let parameters = [MatchCommands.id.parameter]
    private static let noteColumns = [
        Column("at", .time), Column("by"), Column("act"), Column("assigned"), Column("note"),
    ]

    static func run(_ call: Call) throws {
        var rows: [CBORValue] = []
        let result = try call.node().ask("match.show", ["id": .text(call[MatchCommands.id])]) { rows.append($0) }
        if call.console.isJSON {
            let records = try rows.map { try RecordRow($0).output }
            guard case .object(let fields) = MatchCommands.output(result) else { return }
            let notes = (result["notes"]?.arrayValue ?? []).map { noteColumns.object($0) }
            call.console.value(
                .object(fields + [JSONMember("notes", .array(notes)), JSONMember("records", .array(records))]))
            return
        }
        var table = Table(titles: MatchCommands.titles, alignsRight: MatchCommands.alignsRight)
        table.append(MatchCommands.cells(result))
        table.lines.forEach { call.console.line($0) }
        var history = Table(noteColumns)
        for note in result["notes"]?.arrayValue ?? [] { history.append(noteColumns.map { $0.cell(note) }) }
        history.lines.forEach { call.console.line($0) }
        for row in rows {
            call.console.line()
            try RecordRow(row).lines.forEach { call.console.line($0) }
        }
    }
}
