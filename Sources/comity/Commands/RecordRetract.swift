import ComityCore

/// `comity record retract`
enum RecordRetract: Command {
    enum Reason: String, CaseIterable, ArgumentValue {
        case error
        case notShared = "not-shared"
        case order
    }

    static let name = "retract"
    static let summary = "takes a record of this agency back, here and at every partner"
    static let reason = Argument<Reason>.option(
        "reason", "WORD", "what partners are told", defaultValue: .error, shownAs: "error")
    static let parameters = [RecordCommands.id.parameter, reason.parameter]

    static func run(_ call: Call) throws {
        let result = try call.node().ask(
            "record.retract", ["id": .text(call[RecordCommands.id]), "reason": .text(call[reason].rawValue)])
        let columns = [Column("id"), Column("withdrawn_from", .texts)]
        call.console.value(columns.object(result))
        let agencies = columns[1].cell(result)
        call.console.line(
            "\(columns[0].cell(result)) retracted" + (agencies.isEmpty ? "" : ", withdrawn from \(agencies)"))
    }
}
