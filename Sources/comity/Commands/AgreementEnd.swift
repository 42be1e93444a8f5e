import ComityAgreement

/// `comity agreement end`
enum AgreementEnd: Command {
    static let name = "end"
    static let summary = "ends an agreement for good: every party destroys what it received under it"
    static let discussion = NoticeCommand.discussion
    static let parameters = NoticeCommand.parameters

    static func run(_ call: Call) throws {
        let id = call[AgreementCommands.id]
        try NoticeCommand.give(
            .terminate, question: "end `\(id)` for good? every party destroys what it received under it", call)
    }
}
