import ComityCore

/// `comity audit list`
enum AuditList: Command {
    static let name = "list"
    static let summary = "lists audit events, the oldest first"
    static let from = Argument<Int?>.option("from", "INDEX", "the first event to list")
    static let limit = Argument<Int?>.option("limit", "N", "at most so many (default: all)")
    static let kind = Argument<String?>.option("kind", "WORD", "only events of this kind, such as `disclosed`")
    static let agency = Argument<AgencyID?>.option("agency", "AGENCY", "only events that concern this agency")
    static let record = Argument<String?>.option("record", "ID", "only events that concern this record")
    static let follow = Argument<Bool>.flag("follow", "go on listing events as they happen")
    static let parameters = [
        from.parameter, limit.parameter, kind.parameter, agency.parameter, record.parameter, follow.parameter,
    ]

    static func run(_ call: Call) throws {
        let arguments: [String: CBORValue?] = [
            "from": call[from].map { .integer(Int64($0)) }, "limit": call[limit].map { .integer(Int64($0)) },
            "kind": call[kind].map { .text($0) }, "agency": call[agency].map { .text($0.text) },
            "record": call[record].map { .text($0) }, "follow": .boolean(call[follow]),
        ]
        guard call[follow] else {
            try call.node().list("audit.list", arguments, columns: AuditCommands.columns, ifEmpty: "no events")
            return
        }
        try call.node().ask("audit.list", arguments) { row in
            call.console.value(AuditCommands.columns.object(row))
            call.console.line(
                AuditCommands.columns.map { $0.cell(row) }.filter { !$0.isEmpty }.joined(separator: "  "))
        }
    }
}
