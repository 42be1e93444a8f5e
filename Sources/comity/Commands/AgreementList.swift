import ComityCore

/// `comity agreement list`
enum AgreementList: Command {
    static let name = "list"
    static let summary = "lists the agreements that this node knows and who has signed"

    static func run(_ call: Call) throws {
        try call.node().list(
            "agreement.list", columns: AgreementCommands.columns,
            ifEmpty: "no agreements: start with `comity agreement template`")
    }
}
