package import ComityAgreement
package import ComityCore
import ComitySQLite

/// Notices of parties about agreements: suspended, resumed, ended.
extension Store {
    /// The notices about one agreement, or about all, whose version is kept too; by agreement, agency and time.
    package func notices(_ id: AgreementID? = nil) throws -> [SignedNotice] {
        try database.all(
            SQL(
                "notice.list",
                """
                SELECT n.document, a.document
                FROM notice AS n JOIN agreement AS a
                  ON a.id = n.agreement AND a.version = n.version AND a.digest = n.digest
                WHERE ?1 IS NULL OR n.agreement = ?1
                ORDER BY n.agreement, n.agency, n.effective, n.kind, n.version
                """
            ),
            id?.text
        ) { try readNotice($0.bytes(0), of: try readAgreement($0.bytes(1)).agreement) }
    }

    package func save(_ signed: SignedNotice) throws {
        let notice = signed.notice
        try database.run(
            SQL(
                "notice.save",
                """
                INSERT INTO notice (agreement, agency, version, digest, effective, kind, document)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """
            ),
            notice.agreement.text, notice.agency.text, Int64(notice.version), notice.digest,
            notice.effective.milliseconds, Int64(notice.kind.rawValue), signed.encoded)
    }

    /// Forgets a notice that a later one has replaced.
    package func remove(_ notice: AgreementNotice) throws {
        try database.run(
            SQL(
                "notice.remove",
                """
                DELETE
                FROM notice
                WHERE agreement = ?1 AND agency = ?2 AND version = ?3 AND effective = ?4 AND kind = ?5
                """
            ),
            notice.agreement.text, notice.agency.text, Int64(notice.version), notice.effective.milliseconds,
            Int64(notice.kind.rawValue))
    }

    /// Whether exactly this message is kept: nothing in it is new.
    package func holdsNotice(_ document: [UInt8]) throws -> Bool {
        try database.first(SQL("notice.holds", "SELECT 1 FROM notice WHERE document = ?1 LIMIT 1"), document) { _ in
            true
        } ?? false
    }

    private func readNotice(_ document: [UInt8], of agreement: Agreement) throws -> SignedNotice {
        if let known = readNotices[document] { return known }
        let read = try SignedNotice(verifying: document, of: agreement)
        if readNotices.count >= Self.noticesKeptRead { readNotices.removeAll() }
        readNotices[document] = read
        return read
    }

    /// Notices kept in memory once verified: more than any agency will ever see.
    private static let noticesKeptRead = 1024
}
