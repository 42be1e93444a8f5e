package import ComityCore
package import ComityCrypto
import ComitySQLite

/// Cards of this agency and of others.
extension Store {
    package func card(_ agency: AgencyID) throws -> SignedCard? {
        try database.first(SQL("card.read", "SELECT document FROM card WHERE agency = ?1"), agency.text) {
            try SignedCard(decoding: $0.bytes(0))
        }
    }

    package func cards() throws -> [SignedCard] {
        try database.all(SQL("card.list", "SELECT document FROM card ORDER BY agency")) {
            try SignedCard(decoding: $0.bytes(0))
        }
    }

    /// Keeps a card. The caller has checked that it may replace the one before.
    package func save(_ card: SignedCard) throws {
        try database.run(
            SQL(
                "card.save",
                """
                INSERT INTO card (agency, sequence, document)
                VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE
                SET sequence = ?2, document = ?3
                """
            ),
            card.card.agency.text, Int64(card.card.sequence), card.encoded)
    }
}
