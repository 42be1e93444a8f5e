import ComityCore

/// `comity match stats`
enum MatchStats: Command {
    static let name = "stats"
    static let summary = "tells how many records are matched, with what result, by which model"
    static let parameters: [Parameter] = []
    static let columns = [
        Column("rows", title: "records that are matched", .integer), Column("proposed", .integer),
        Column("confirmed", .integer), Column("rejected", .integer),
        Column("conflicts", title: "contradictions", .integer),
        Column("suspended", title: "suspended for a victim", .integer), Column("clusters", .integer),
        Column("largest_cluster", .integer), Column("model"), Column("trained_at", .time),
        Column("trained_rows", title: "trained on records", .integer), Column("threshold", .ppm),
    ]

    private static let crowded = [Column("rule"), Column("kinds", .texts), Column("records", .integer)]

    static func run(_ call: Call) throws {
        var values: [CBORValue] = []
        let result = try call.node().ask("match.stats") { values.append($0) }
        if call.console.isJSON {
            guard case .object(let fields) = columns.object(result) else { return }
            call.console.value(.object(fields + [JSONMember("crowded", .array(values.map { crowded.object($0) }))]))
            return
        }
        for column in columns where !column.cell(result).isEmpty {
            call.console.line("\(column.title): \(column.cell(result))")
        }
        guard !values.isEmpty else { return }
        call.console.line("values that so many records share that they correlate nothing:")
        var table = Table(crowded)
        for value in values { table.append(crowded.map { $0.cell(value) }) }
        table.lines.forEach { call.console.line($0) }
    }
}
