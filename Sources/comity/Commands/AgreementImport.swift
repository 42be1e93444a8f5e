import ComityAgreement
import ComityCore
import ComityNode

/// `comity agreement import`
enum AgreementImport: Command {
    static let name = "import"
    static let summary = "takes over a signed document: the agreement and the signatures in it"
    static let file = Argument<[String]>.positionals("FILE", "the document, - for standard input", completion: .file)
    static let parameters = [file.parameter]
    static let columns = [
        Column("id"), Column("version", .integer), Column("digest"), Column("state"), Column("signed", .texts),
        Column("missing", .texts),
    ]

    static func run(_ call: Call) throws {
        let documents = try call[file].map { path throws(ControlFailure) in
            try AgreementDocument.read(path, call.console)
        }
        let node = try call.node()
        for document in documents {
            let result = try node.ask("agreement.import", ["signed": .bytes(document.encoded)])
            call.console.value(columns.object(result))
            let missing = columns[5].cell(result)
            call.console.line(
                "\(columns[0].cell(result)) version \(columns[1].cell(result)) is \(columns[3].cell(result))"
                    + (missing.isEmpty ? "" : ", still to be signed by \(missing)"))
        }
    }
}
