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
        return try accept(card, user: AuditText(clamping: actor.user), now: now)
    }

    /// Takes a card from whomever: it is current, replaces what is known of its agency, and shares no key with another
    /// agency's. Specs/card.md#rules
    /// - Parameter user: who brought it; nil for a peer.
    func accept(_ card: SignedCard, user: AuditText? = nil, now: Timestamp) throws -> CardOutcome {
        try card.checkCurrent(at: now)
        let twin = cards.values.first {
            $0.card.agency != card.card.agency
                && ($0.card.tlsPin == card.card.tlsPin || $0.card.nodeKey == card.card.nodeKey)
        }
        if let twin {
            throw NodeError(
                .refused, "the card of `\(card.card.agency)` has a key that is `\(twin.card.agency)`'s: ask both",
                family: .peer)
        }
        let known = cards[card.card.agency]
        if let known {
            if known.encoded == card.encoded { return .unchanged }
            try card.checkReplaces(known)
        }
        try store.step {
            try store.save(card)
            try auditCard(card, user: user, now: now)
        }
        try refreshBook(now: now)
        return known == nil ? .new : .replaced
    }

    /// Takes an agreement with any number of signatures, merging them with those known.
    /// - Returns: what is to be told to peers.
    package func importAgreement(_ signed: SignedAgreement, by actor: Actor, now: Timestamp) throws -> [LinkAction] {
        guard signed.agreement.party(agency) != nil else {
            throw NodeError(.refused, "agreement `\(signed.agreement.id)` does not name `\(agency)` as a party")
        }
        if let fault = fault(inKeysOf: signed.agreement) { throw fault }
        let isNew = try adopt(signed, user: AuditText(clamping: actor.user), now: now)
        return isNew ? try agreementsChanged(now: now) : []
    }
}
