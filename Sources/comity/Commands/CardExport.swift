import ComityCore
import ComityCrypto
import ComityNode

/// `comity card export`
enum CardExport: Command {
    static let name = "export"
    static let summary = "prints this node's card as text, for partners to import"
    static let output = Argument<String?>.option(
        "output", short: "o", "FILE", "write to this file in place of standard output", completion: .file)
    static let parameters = [output.parameter]

    static func run(_ call: Call) throws {
        let signed = try CardOutput.own(try call.home())
        if let path = call[output] {
            try OutputPath(path).write(Array(signed.armored.utf8))
            call.console.note("card \(signed.card.sequence) of \(signed.card.agency) written to \(path)")
        }
        call.console.value([
            "agency": .string(signed.card.agency.text), "sequence": .integer(Int64(clamping: signed.card.sequence)),
            "card": .string(signed.armored),
        ])
        if call[output] == nil, !call.console.isJSON { call.console.raw(signed.armored) }
    }
}
