import ComityCore

/// `comity agreement …`
enum AgreementCommands {
    static let all: [CommandTree] = [
        .command(AgreementTemplateCommand.self), .command(AgreementCheck.self), .command(AgreementPropose.self),
        .command(AgreementSign.self), .command(AgreementList.self), .command(AgreementShow.self),
        .command(AgreementExport.self), .command(AgreementImport.self), .command(AgreementDiff.self),
        .command(AgreementSimulate.self), .command(AgreementSuspend.self), .command(AgreementResume.self),
        .command(AgreementEnd.self),
    ]

    static let id = Argument<AgreementID>.positional("ID", "the agreement's id, such as cascadia-ht-taskforce")
    static let columns = [
        Column("id"), Column("version", .integer), Column("state"), Column("title"), Column("effective", .time),
        Column("until", .time), Column("parties", .texts), Column("signed", .texts), Column("missing", .texts),
        Column("digest", isDetail: true),
    ]
}

extension AgreementID: ArgumentValue {
    static var placeholder: String { "ID" }
    static var expectation: String { "an agreement's id such as cascadia-ht-taskforce" }
    static func reading(_ text: String) -> AgreementID? { AgreementID(text) }
}
