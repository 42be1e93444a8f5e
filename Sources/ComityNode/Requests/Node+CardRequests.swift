import ComityAudit
import ComityCore
import ComityCrypto
import ComityStore
import ComitySync

/// `card.*`
extension Node {
    func answerCard(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "card.list":
            let wanted = try arguments.optionalText("agency")
            let rows = cards.values.sorted { $0.card.agency < $1.card.agency }
                .filter { wanted == nil || $0.card.agency.text == wanted }
            if let wanted, rows.isEmpty { throw NodeError(.notFound, "no card of `\(wanted)` is here") }
            return .rows(rows.map(row), result: [:])
        case "card.import":
            let card = try SignedCard(decoding: try arguments.bytes("card"))
            let outcome = try importCard(card, by: actor, now: now)
            queueActions([.targetsChanged])
            return .result([
                "agency": .text(card.card.agency.text), "sequence": .count(card.card.sequence),
                "outcome": .text(outcome.rawValue),
            ])
        default:
            let card = try SignedCard(decoding: try arguments.bytes("card"))
            try replaceOwnCard(card, by: actor, now: now)
            return .result(["sequence": .count(card.card.sequence)])
        }
    }

    private func replaceOwnCard(_ card: SignedCard, by actor: Actor, now: Timestamp) throws {
        try card.checkReplaces(identity.card)
        guard card.card.nodeKey == identity.signer.publicKey else {
            throw NodeError(.invalid, "the new card names another node key than this node signs with")
        }
        try store.step {
            try store.save(card)
            try auditCard(card, user: AuditText(clamping: actor.user), now: now)
        }
        identity = NodeIdentity(card: card, signer: identity.signer, localSecret: identity.localSecret)
        try refreshBook(now: now)
        for link in links.values.sorted(by: { $0.id < $1.id }) where link.isEstablished {
            queueActions([.send(link.id, Frame.card(card.encoded).encoded)])
        }
    }

    private func row(_ signed: SignedCard) -> CBORValue {
        let card = signed.card
        return .object([
            ("agency", .text(card.agency.text)), ("name", .text(card.name)),
            ("jurisdiction", .text(card.jurisdiction)), ("class", .text(card.agencyClass)),
            ("root_key", .text(card.rootKey.text)),
            ("node_key", .text(card.nodeKey.text)), ("tls_pin", .text(card.tlsPin.description)),
            ("endpoints", .texts(card.endpoints)), ("sequence", .count(card.sequence)),
            ("issued", .time(card.issuedAt)), ("expires", .time(card.expiresAt)),
            ("own", .boolean(card.agency == agency)), ("card", .bytes(signed.encoded)),
        ])
    }
}
