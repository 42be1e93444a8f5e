import ComityCore

/// `comity match clusters`
enum MatchClusters: Command {
    static let name = "clusters"
    static let summary = "lists records that may be one person, together"
    static let discussion = """
        Records of a cluster with the same PERSON are confirmed to be the same; those with different ones are only \
        possibly so. Records that links relate to a cluster in another way are listed by `--json` as `related`.
        """
    static let id = Argument<String?>.optionalPositional("ID", "the cluster, or the beginning of its id")
    static let record = Argument<String?>.option("record", "ID", "only the cluster of this record")
    static let limit = Argument<Int>.option("limit", "N", "at most so many", defaultValue: 100, shownAs: "100")
    static let parameters = [id.parameter, record.parameter, limit.parameter]

    private static let member = [Column("agency"), Column("record"), Column("person", .integer)]
    private static let relative = [Column("agency"), Column("record"), Column("rel"), Column("said_by")]

    static func run(_ call: Call) throws {
        var table = Table([
            Column("cluster"), Column("agency"), Column("record"), Column("person"), Column("to look at"),
        ])
        let result = try call.node().ask(
            "match.clusters",
            [
                "id": call[id].map { .text($0) }, "record": call[record].map { .text($0) },
                "limit": .integer(Int64(call[limit])),
            ]
        ) { row in
            if call.console.isJSON {
                call.console.value(output(row))
            } else {
                for cells in rows(row) { table.append(cells) }
            }
        }
        guard !call.console.isJSON else { return }
        if table.isEmpty { call.console.note("no clusters") }
        table.lines.forEach { call.console.line($0) }
        call.console.noteIfCut(result, limit: call[limit])
    }

    private static func output(_ row: CBORValue) -> JSONValue {
        .object([
            JSONMember("cluster", Column("cluster").output(row)),
            JSONMember("members", .array((row["members"]?.arrayValue ?? []).map { member.object($0) })),
            JSONMember("conflict", Column("conflict", .boolean).output(row)),
            JSONMember("related", .array((row["related"]?.arrayValue ?? []).map { relative.object($0) })),
        ])
    }

    private static func rows(_ row: CBORValue) -> [[String]] {
        let isConflict = row["conflict"]?.booleanValue == true
        return (row["members"]?.arrayValue ?? []).map { item in
            [Column("cluster").cell(row)] + member.map { $0.cell(item) } + [isConflict ? "contradiction" : ""]
        }
    }
}
