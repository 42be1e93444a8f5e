package import ComityAgreement
package import ComityCore
import ComitySQLite

/// Agreements, their versions and signatures.
extension Store {
    package struct StoredAgreement: Sendable {
        package let signed: SignedAgreement
    }

    /// Keeps a version with the signatures known so far.
    package func save(_ signed: SignedAgreement) throws {
        let agreement = signed.agreement
        try database.run(
            SQL(
                "agreement.save",
                """
                INSERT INTO agreement (id, version, digest, document)
                VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE
                SET document = ?4
                """
            ),
            agreement.id.text, Int64(agreement.version), agreement.digest, signed.encoded)
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
                "SELECT document FROM agreement WHERE ?1 IS NULL OR id = ?1 ORDER BY id, version, digest"),
            id?.text
        ) { StoredAgreement(signed: try readAgreement($0.bytes(0))) }
    }
}
