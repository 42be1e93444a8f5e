import ComityCore
import ComityCrypto
import ComityNode

/// `comity card show`
enum CardShow: Command {
    static let name = "show"
    static let summary = "shows this node's card, that of a known agency, or one in a file"
    static let subject = Argument<String?>.optionalPositional(
        "AGENCY|FILE", "whose card, or a file that holds one (default: this node's)", completion: .file)
    static let parameters = [subject.parameter]

    static func run(_ call: Call) throws {
        let row = try row(call)
        call.console.value(CardOutput.columns.object(row))
        call.console.description(of: row, CardOutput.columns)
    }

    private static func row(_ call: Call) throws(ControlFailure) -> CBORValue {
        guard let named = call[subject] else {
            return CardOutput.row(try CardOutput.own(try call.home()), isOwn: true)
        }
        if named == "-" || Files.exists(named) {
            return CardOutput.row(try CardOutput.read(named), isOwn: false)
        }
        var rows: [CBORValue] = []
        try call.node().ask("card.list", ["agency": .text(named)]) { rows.append($0) }
        guard let row = rows.first else {
            throw ControlFailure(
                "not-found", "no card of `\(named)` is known",
                hints: ["import it with `comity card import FILE`"], exit: .no)
        }
        return row
    }
}
