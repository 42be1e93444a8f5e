import ComityCore
import ComityNode

/// `comity record edit`
enum RecordEdit: Command {
    static let name = "edit"
    static let summary = "changes fields of a record of this agency"
    static let unset = Argument<[String]>.repeated("unset", "PATH", "take a field's values away")
    static let parameters = [RecordCommands.id.parameter, RecordCommands.set.parameter, unset.parameter]

    static func run(_ call: Call) throws {
        guard !call[RecordCommands.set].isEmpty || !call[unset].isEmpty else {
            throw ControlFailure(
                "usage", "`comity record edit` needs `--set` or `--unset`",
                hints: ["see `comity record edit --help`"], exit: .usage)
        }
        let result = try call.node().ask(
            "record.edit",
            [
                "id": .text(call[RecordCommands.id]), "set": RecordCommands.pairs(call[RecordCommands.set]),
                "unset": .array(call[unset].map { .text($0) }),
            ])
        RecordCommands.noteWarnings(result, call)
        call.console.value([Column("id"), Column("changed", .boolean), Column("warnings", .texts)].object(result))
        let changed = result["changed"]?.booleanValue == true
        call.console.line("\(Column("id").cell(result)) \(changed ? "changed" : "unchanged")")
    }
}
