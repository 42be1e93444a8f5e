import ComityAgreement
import ComityCore

/// `comity agreement export`
enum AgreementExport: Command {
    static let name = "export"
    static let summary = "prints an agreement and its signatures as one document that any party can complete"
    static let version = Argument<Int?>.option("version", "N", "this version (default: the highest)")
    static let output = Argument<String?>.option(
        "output", short: "o", "FILE", "write to this file in place of standard output", completion: .file)
    static let parameters = [AgreementCommands.id.parameter, version.parameter, output.parameter]

    static func run(_ call: Call) throws {
        let (_, signed) = try AgreementDocument.fetch(
            call[AgreementCommands.id], version: call[version], try call.node())
        let document = AgreementDocument.armored(signed)
        if let path = call[output] {
            try OutputPath(path).write(Array(document.utf8))
            call.console.note("\(signed.agreement.id) version \(signed.agreement.version) written to \(path)")
        }
        call.console.value([
            "id": .string(signed.agreement.id.text), "version": .integer(Int64(signed.agreement.version)),
            "missing": .texts(signed.missing.map(\.text)), "document": .string(document),
        ])
        if call[output] == nil, !call.console.isJSON { call.console.raw(document) }
    }
}
