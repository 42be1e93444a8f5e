import ComityCore
import ComityCrypto
import ComityNode
import ComityServer

/// `comity card update`
enum CardUpdate: Command {
    static let name = "update"
    static let summary = "reissues this node's card with the root key, good for two more years"
    static let discussion = "Partners that hold the card take the new one over by themselves."
    static let endpoint = Argument<[Endpoint]>.repeated(
        "endpoint", "HOST:PORT", "where partners reach the node; replaces all former endpoints")
    static let title = Argument<String?>.option("name", "NAME", "the agency's name, for people")
    static let parameters = [endpoint.parameter, title.parameter, Call.key.parameter]

    static func run(_ call: Call) throws {
        let layout = try call.home()
        var card = try CardOutput.own(layout).card
        let now = call.environment.now()
        if !call[endpoint].isEmpty { card.endpoints = call[endpoint].map(\.description) }
        if let name = call[title] { card.name = name }
        card.sequence += 1
        card.issuedAt = now
        card.expiresAt = now.adding(days: NodeHome.cardDays)
        let signed = try SignedCard(signing: card, with: try call.rootKey())
        try call.node().ask("card.replace", ["card": .bytes(signed.encoded)])
        try NodeHome(layout).write(signed)
        let row = CardOutput.row(signed, isOwn: true)
        call.console.value(CardOutput.columns.object(row))
        call.console.description(of: row, CardOutput.columns)
    }
}
