package import ComityAgreement
package import ComityCore
import ComitySQLite

/// Agreements, their versions and signatures.
extension Store {
    /// One version, with the signatures known so far.
    package struct StoredAgreement: Sendable {
        package let signed: SignedAgreement
        /// Of the agreement, without its signatures.
        package let digest: Digest
        /// The peer that sent it first; nil if a person of this agency brought it.
        package let sender: AgencyID?
        /// Grows with each version that comes.
        package let number: Int64
    }

    /// Keeps a version with the signatures known so far.
    /// - Parameter sender: the peer that it comes from; nil for a person of this agency, who then counts as its sender
    ///   whoever sent it before.
    package func save(_ signed: SignedAgreement, sender: AgencyID? = nil) throws {
        let agreement = signed.agreement
        try database.run(
            SQL(
                "agreement.save",
                """
                INSERT INTO agreement (id, version, digest, document, sender, number)
                VALUES (?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(MAX(number), 0) + 1 FROM agreement))
                ON CONFLICT DO UPDATE
                SET document = ?4, sender = CASE WHEN ?5 IS NULL THEN NULL ELSE sender END
                """
            ),
            agreement.id.text, Int64(agreement.version), signed.digest, signed.encoded, sender?.text)
    }

    /// Forgets a version that not every party has signed.
    package func remove(_ stored: StoredAgreement) throws {
        try database.run(
            SQL("agreement.remove", "DELETE FROM agreement WHERE id = ?1 AND version = ?2 AND digest = ?3"),
            stored.signed.agreement.id.text, Int64(stored.signed.agreement.version), stored.digest)
    }

    /// Whether exactly this document is kept: nothing in it is new.
    package func holdsAgreement(_ document: [UInt8]) throws -> Bool {
        try database.first(
            SQL("agreement.holds", "SELECT 1 FROM agreement WHERE document = ?1 LIMIT 1"), document
        ) { _ in true } ?? false
    }

    func readAgreement(_ document: [UInt8]) throws -> SignedAgreement {
        if let known = readAgreements[document] { return known }
        let read: SignedAgreement
        do {
            read = try SignedAgreement(decoding: document)
        } catch {
            throw StoreError(.corrupt, "an agreement in `\(database.path)` is damaged: \(error.reason)")
        }
        if readAgreements.count >= Self.agreementsKeptRead { readAgreements.removeAll() }
        readAgreements[document] = read
        return read
    }

    /// Agreements kept in memory once read: more than any agency has signed.
    private static let agreementsKeptRead = 256

    /// Every version of every agreement, or of one, by id and version.
    package func agreements(_ id: AgreementID? = nil) throws -> [StoredAgreement] {
        try database.all(
            SQL(
                "agreement.list",
                """
                SELECT document, digest, sender, number
                FROM agreement
                WHERE ?1 IS NULL OR id = ?1
                ORDER BY id, version, digest
                """
            ),
            id?.text
        ) {
            StoredAgreement(
                signed: try readAgreement($0.bytes(0)), digest: try $0.digest(1),
                sender: try $0.optionalText(2).map { try AgencyID(parsing: $0) }, number: $0.int64(3))
        }
    }
}
