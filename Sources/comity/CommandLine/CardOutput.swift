import ComityCore
import ComityCrypto
import ComityNode
import ComityServer

/// Cards as commands print them, and the card in a home.
enum CardOutput {
    static let columns = [
        Column("agency"), Column("name"), Column("jurisdiction"), Column("class"), Column("own", .boolean),
        Column("endpoints", .texts), Column("sequence", .integer), Column("issued", .time), Column("expires", .time),
        Column("root_key"), Column("node_key", isDetail: true), Column("tls_pin", isDetail: true),
    ]

    /// The card in the form of a `card.list` row.
    static func row(_ signed: SignedCard, isOwn: Bool) -> CBORValue {
        let card = signed.card
        return [
            "agency": .text(card.agency.text), "name": .text(card.name), "jurisdiction": .text(card.jurisdiction),
            "class": .text(card.agencyClass), "own": .boolean(isOwn), "root_key": .text(card.rootKey.text),
            "node_key": .text(card.nodeKey.text), "tls_pin": .text(card.tlsPin.description),
            "endpoints": .array(card.endpoints.map { .text($0) }),
            "sequence": .integer(Int64(clamping: card.sequence)), "issued": .integer(card.issuedAt.milliseconds),
            "expires": .integer(card.expiresAt.milliseconds), "card": .bytes(signed.encoded),
        ]
    }

    /// The node's own card.
    /// - Throws: `no-home` if there is none, exit 65 if it is damaged.
    static func own(_ home: HomeLayout) throws(ControlFailure) -> SignedCard {
        try home.checkPresent()
        return try read(home.cardPath)
    }

    /// The armored card in a file; `-` is standard input.
    /// - Throws: exit 65 naming the file.
    static func read(_ path: String) throws(ControlFailure) -> SignedCard {
        // Armor adds a third to the bytes, and line ends.
        let text = try Files.text(path, limitBytes: 2 * SignedCard.limitBytes)
        do {
            return try SignedCard(armored: text)
        } catch {
            throw ControlFailure(error.code, "`\(path)` holds no valid card: \(error.reason)", exit: .badData)
        }
    }
}
