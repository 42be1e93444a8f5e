import ComityCore

/// `comity record restore`
enum RecordRestore: Command {
    static let name = "restore"
    static let summary = "brings a retracted record of this agency back, as it was last"
    static let discussion = "What the agreements permit of it is disclosed again. An edit never does that by itself."
    static let parameters = [RecordCommands.id.parameter]

    static func run(_ call: Call) throws {
        let result = try call.node().ask("record.restore", ["id": .text(call[RecordCommands.id])])
        let columns = [Column("id")]
        call.console.value(columns.object(result))
        call.console.line("\(columns[0].cell(result)) restored")
    }
}
