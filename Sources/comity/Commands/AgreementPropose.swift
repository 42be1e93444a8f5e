import ComityAgreement
import ComityCore

/// `comity agreement propose`
enum AgreementPropose: Command {
    static let name = "propose"
    static let summary = "sends an agreement text to the parties for signature"
    static let discussion = """
        The text travels by itself to every party whose card is known. Nothing is shared under it before every \
        party has signed.
        """
    static let file = Argument<String>.positional("FILE", "the agreement text, - for standard input", completion: .file)
    static let parameters = [file.parameter]

    static func run(_ call: Call) throws {
        let agreement = try AgreementFile(call[file]).checked(call.console)
        let result = try call.node().ask("agreement.propose", ["agreement": .bytes(agreement.encoded)])
        let columns = [Column("id"), Column("version", .integer), Column("digest"), Column("missing", .texts)]
        call.console.value(columns.object(result))
        call.console.line("proposed \(agreement.id) version \(agreement.version), sha256 \(agreement.digest)")
        call.console.line("to be signed by \(columns[3].cell(result))")
    }
}
