/// `comity match undo`
enum MatchUndo: Command {
    static let name = "undo"
    static let summary = "takes a decision back; the match is proposed again"
    static let parameters = [MatchCommands.id.parameter, MatchCommands.note.parameter]

    static func run(_ call: Call) throws {
        try MatchCommands.decide("match.undo", call)
    }
}
