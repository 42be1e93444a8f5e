import ComityAgreement
import ComityCore

/// `comity agreement show`
enum AgreementShow: Command {
    static let name = "show"
    static let summary = "shows an agreement: its text, its state, who has signed"
    static let version = Argument<Int?>.option("version", "N", "this version (default: the highest)")
    static let text = Argument<Bool>.flag("text", "only the text")
    static let parameters = [AgreementCommands.id.parameter, version.parameter, text.parameter]

    static func run(_ call: Call) throws {
        let (row, signed) = try AgreementDocument.fetch(
            call[AgreementCommands.id], version: call[version], try call.node())
        if call.console.isJSON, case .object(let members) = AgreementCommands.columns.object(row) {
            call.console.value(.object(members + [JSONMember("text", .string(signed.agreement.text))]))
            return
        }
        if !call[text] {
            call.console.description(of: row, AgreementCommands.columns)
            call.console.line()
        }
        call.console.raw(signed.agreement.text)
    }
}
