/// `comity match confirm`
enum MatchConfirm: Command {
    static let name = "confirm"
    static let summary = "decides that both records are the same person or thing"
    static let parameters = [MatchCommands.id.parameter, MatchCommands.note.parameter]

    static func run(_ call: Call) throws {
        try MatchCommands.decide("match.confirm", call)
    }
}
