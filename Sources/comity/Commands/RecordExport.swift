import ComityCore
import ComityNode

/// `comity record export`
enum RecordExport: Command {
    static let name = "export"
    static let summary = "prints records as JSON lines, with who says what"
    static let discussion =
        "Every export is recorded in the audit trail. The output is JSON lines with and without --json."
    static let own = Argument<Bool>.flag("own", "only records of this agency")
    static let parameters = [RecordCommands.type.parameter, own.parameter]

    static func run(_ call: Call) throws {
        let result = try call.node().ask(
            "record.export",
            ["type": call[RecordCommands.type].map { .text($0) }, "own": .boolean(call[own])]
        ) { row throws(ControlFailure) in
            call.console.raw(try RecordRow(row).output.text + "\n")
        }
        call.console.note(Prose.count(result["records"]?.integerValue ?? 0, "record") + " exported")
        RecordCommands.noteIfLeftOut(result, call)
        try RecordCommands.checkDamage(result, call)
    }
}
