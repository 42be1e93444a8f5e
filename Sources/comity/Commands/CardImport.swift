import ComityCore
import ComityCrypto
import ComityNode

/// `comity card import`
enum CardImport: Command {
    static let name = "import"
    static let summary = "takes over a partner's card, so that its node may connect"
    static let discussion = """
        Compare the root key with the partner on another way, such as the telephone, before the first import. Newer \
        cards of the same root key then replace it by themselves.
        """
    static let file = Argument<[String]>.positionals("FILE", "the card, - for standard input", completion: .file)
    static let parameters = [file.parameter]
    static let columns = [Column("agency"), Column("sequence", .integer), Column("outcome")]

    static func run(_ call: Call) throws {
        let cards = try call[file].map { path throws(ControlFailure) in try CardOutput.read(path) }
        let node = try call.node()
        for card in cards {
            let result = try node.ask("card.import", ["card": .bytes(card.encoded)])
            call.console.value(columns.object(result))
            call.console.line("\(card.card.agency) card \(card.card.sequence): \(columns[2].cell(result))")
            call.console.line("  root key \(card.card.rootKey)")
        }
    }
}
