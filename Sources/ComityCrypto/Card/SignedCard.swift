package import ComityCore

/// A card that the root key it names has signed. Holding one says that the card was not altered; whether the root is
/// the agency's, the administrator decides on the first import. Specs/card.md
package struct SignedCard: Sendable, Hashable {
    package static let contentType = "application/vnd.comity.card+cbor"
    package static let armorLabel = "COMITY CARD"
    /// The longest signed card: 64 retired keys of 50 logs, or one of 3,000.
    package static let limitBytes = 256 << 10
    /// How far ahead of our clock a card may have been issued before one of the clocks must be wrong.
    package static let clockToleranceMilliseconds = Timestamp.millisecondsPerDay

    package let card: NodeCard
    /// The bytes as they were signed; kept and relayed as they came.
    package let encoded: [UInt8]

    /// Issues a card.
    /// - Throws: `malformed-card` for a rule of the format; `other-root` if the signer is not the root key it names.
    package init(signing card: NodeCard, with root: some Signer) throws(CryptoError) {
        try card.check()
        guard root.publicKey == card.rootKey else {
            throw CryptoError(.otherRoot, "the card names the root \(card.rootKey), the key is \(root.publicKey)")
        }
        self.card = card
        encoded = try COSE.sign1(card.encoded, contentType: Self.contentType, with: root)
        guard encoded.count <= Self.limitBytes else {
            throw CryptoError(.malformedCard, "the card is over \(Self.limitBytes) bytes: list fewer retired keys")
        }
    }

    /// Reads and verifies.
    /// - Throws: `malformed-card`, `malformed-cose`, or `bad-signature`.
    package init(decoding bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count <= Self.limitBytes else {
            throw CryptoError(.malformedCard, "\(bytes.count) bytes are over the limit of \(Self.limitBytes)")
        }
        let message = try UnverifiedSign1(decoding: bytes, contentType: Self.contentType)
        // The claimed key decides which signature to check; nothing else of the card is used before it holds.
        let claimed = try NodeCard(decoding: message.unverifiedPayload)
        _ = try message.verify(claimed.rootKey)
        card = claimed
        encoded = bytes
    }

    /// Reads the form of ``armored``.
    /// - Throws: `malformed-armor`, and as ``init(decoding:)``.
    package init(armored text: some StringProtocol) throws(CryptoError) {
        try self.init(decoding: try Armor.decode(text, label: Self.armorLabel))
    }

    /// The text that agencies send each other.
    package var armored: String { Armor.encode(encoded, label: Self.armorLabel) }

    package var digest: Digest { SHA256.hash(encoded) }

    /// - Throws: `expired-card`; `future-card` if it was issued more than a day from now.
    package func checkCurrent(at now: Timestamp) throws(CryptoError) {
        guard now < card.expiresAt else {
            throw CryptoError(.expiredCard, "the card of `\(card.agency)` expired at \(card.expiresAt)")
        }
        guard card.issuedAt <= now.adding(milliseconds: Self.clockToleranceMilliseconds) else {
            throw CryptoError(.futureCard, "the card of `\(card.agency)` was issued at \(card.issuedAt), it is \(now)")
        }
    }

    /// Whether this card takes the place of `older` by itself. Specs/card.md#replacement
    /// - Throws: `other-root` for another agency or root, `stale-card` unless the sequence is higher.
    package func checkReplaces(_ older: SignedCard) throws(CryptoError) {
        guard card.agency == older.card.agency, card.rootKey == older.card.rootKey else {
            throw CryptoError(
                .otherRoot, "the card of `\(card.agency)` by \(card.rootKey) is not by the root \(older.card.rootKey)")
        }
        guard card.sequence > older.card.sequence else {
            throw CryptoError(
                .staleCard,
                "card \(card.sequence) of `\(card.agency)` does not follow card \(older.card.sequence)")
        }
    }

    /// ``checkReplaces(_:)`` as an answer.
    package func replaces(_ older: SignedCard) -> Bool {
        card.agency == older.card.agency && card.rootKey == older.card.rootKey
            && card.sequence > older.card.sequence
    }
}
