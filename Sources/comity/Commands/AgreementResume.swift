import ComityAgreement

/// `comity agreement resume`
enum AgreementResume: Command {
    static let name = "resume"
    static let summary = "takes back this agency's suspension of an agreement"
    static let discussion = NoticeCommand.discussion
    static let parameters = NoticeCommand.parameters

    static func run(_ call: Call) throws {
        let id = call[AgreementCommands.id]
        try NoticeCommand.give(
            .resume, question: "resume `\(id)`? what it allows is shared and shown again", call)
    }
}
