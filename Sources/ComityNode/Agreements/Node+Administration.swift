package import ComityAgreement
import ComityAudit
package import ComityCore
package import ComityCrypto
import ComityStore

/// Cards and agreements as an administrator brings them.
extension Node {
    /// What became of an imported card.
    package enum CardOutcome: String, Sendable {
        case new, replaced, unchanged
    }

    /// Takes a card that an administrator trusts, or a newer one of a root that is known.
    /// - Throws: `stale-card`, `other-root`, `expired-card`; `invalid` for this agency's own.
    @discardableResult
    package func importCard(_ card: SignedCard, by actor: Actor, now: Timestamp) throws -> CardOutcome {
        guard card.card.agency != agency else {
            throw NodeError(.invalid, "the card is this agency's own: it needs no import")
        }
        try card.checkCurrent(at: now)
        let twin = cards.values.first {
            $0.card.agency != card.card.agency
                && ($0.card.tlsPin == card.card.tlsPin || $0.card.nodeKey == card.card.nodeKey)
        }
        if let twin {
            throw NodeError(
                .refused, "the card of `\(card.card.agency)` has a key that is `\(twin.card.agency)`'s: ask both")
        }
        if let known = cards[card.card.agency] {
            if known.encoded == card.encoded { return .unchanged }
            try card.checkReplaces(known)
        }
        let outcome: CardOutcome = cards[card.card.agency] == nil ? .new : .replaced
        try store.step {
            try store.save(card)
            try auditCard(card, now: now)
        }
        try refreshBook(now: now)
        return outcome
    }

    /// Takes an agreement with any number of signatures, merging them with those known.
    /// - Returns: what is to be told to peers.
    package func importAgreement(_ signed: SignedAgreement, by actor: Actor, now: Timestamp) throws -> [LinkAction] {
        guard let party = signed.agreement.party(agency) else {
            throw NodeError(.refused, "agreement `\(signed.agreement.id)` does not name `\(agency)` as a party")
        }
        guard party.key == identity.card.card.rootKey else {
            throw NodeError(
                .refused,
                "agreement `\(signed.agreement.id)` names another key for `\(agency)` than this node's root key")
        }
        return try adopt(signed, now: now) ? try agreementsChanged(now: now) : []
    }
}
