/// `comity match undo`
enum MatchUndo: Command {
    static let name = "undo"
    static let summary = "takes back what this agency has said about a match"
    static let parameters = [MatchCommands.id.parameter, MatchCommands.note.parameter]

    static func run(_ call: Call) throws {
        try MatchCommands.decide("match.undo", call)
    }
}
