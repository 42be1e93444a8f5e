import ComityCore

/// `record.*`
extension Node {
    func answerRecord(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "record.add": return .result(try addRecord(arguments, by: actor, now: now))
        case "record.edit": return .result(try editRecord(arguments, by: actor, now: now))
        case "record.retract": return .result(try retractRecord(arguments, by: actor, now: now))
        case "record.restore": return .result(try restoreRecord(arguments, by: actor, now: now))
        case "record.show": return try showRecord(arguments, by: actor, now: now)
        case "record.history": return try history(arguments, by: actor, now: now)
        case "record.search": return try searchRecords(arguments, by: actor, now: now)
        case "record.export": return try exportRecords(arguments, by: actor, now: now)
        case "record.import": return .result(try importRecords(arguments, by: actor, now: now))
        case "record.disclosures": return try disclosures(arguments)
        case "record.import.undo": return try undoImport(arguments, by: actor, now: now)
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }
}
