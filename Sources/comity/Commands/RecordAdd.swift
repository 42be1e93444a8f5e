import ComityCore
import ComityNode

/// `comity record add`
enum RecordAdd: Command {
    static let name = "add"
    static let summary = "adds a record of this agency"
    static let discussion = """
        Parts of one name, address or document belong together by their index: `names[1].given` goes with \
        `names[1].family`; without an index it is the first.
        """
    static let type = Argument<String>.required("type", "TYPE", "what the record is about, such as `person`")
    static let parameters = [type.parameter, RecordCommands.set.parameter]

    static func run(_ call: Call) throws {
        guard !call[RecordCommands.set].isEmpty else {
            throw ControlFailure(
                "usage", "`comity record add` needs `--set`: a record says something",
                hints: ["see `comity record add --help`"], exit: .usage)
        }
        let result = try call.node().ask(
            "record.add", ["type": .text(call[type]), "set": RecordCommands.pairs(call[RecordCommands.set])])
        RecordCommands.noteWarnings(result, call)
        call.console.value([Column("id"), Column("warnings", .texts)].object(result))
        call.console.line(Column("id").cell(result))
    }
}
