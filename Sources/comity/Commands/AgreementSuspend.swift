import ComityAgreement

/// `comity agreement suspend`
enum AgreementSuspend: Command {
    static let name = "suspend"
    static let summary = "suspends an agreement for every party: nothing more is sent, what was received is hidden"
    static let discussion = NoticeCommand.discussion
    static let parameters = NoticeCommand.parameters

    static func run(_ call: Call) throws {
        let id = call[AgreementCommands.id]
        try NoticeCommand.give(
            .suspend, question: "suspend `\(id)`? every party hides what it received under it", call)
    }
}
