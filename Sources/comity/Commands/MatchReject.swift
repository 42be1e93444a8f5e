/// `comity match reject`
enum MatchReject: Command {
    static let name = "reject"
    static let summary = "decides that the records are not the same; the pair is not proposed again"
    static let parameters = [MatchCommands.id.parameter, MatchCommands.note.parameter]

    static func run(_ call: Call) throws {
        try MatchCommands.decide("match.reject", call)
    }
}
