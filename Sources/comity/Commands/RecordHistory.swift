import ComityCore

/// `comity record history`
enum RecordHistory: Command {
    static let name = "history"
    static let summary = "lists what happened to a record and who received it"
    static let parameters = [RecordCommands.id.parameter]
    static let columns = [
        Column("at", .time), Column("event"), Column("agency"), Column("agreement"), Column("position"),
        Column("clauses", .texts), Column("user"), Column("detail"),
    ]

    static func run(_ call: Call) throws {
        try call.node().list(
            "record.history", ["id": .text(call[RecordCommands.id])], columns: columns, ifEmpty: "nothing recorded")
    }
}
