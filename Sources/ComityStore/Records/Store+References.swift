import ComityCore
package import ComityRecords
import ComitySQLite

/// Which own records name which others: the ends of links, and what a record is the same as.
///
/// A record that names another says more or less when that one appears or goes, so it is projected again.
extension Store {
    /// Marks the records that name `reference`, whose visibility has changed. Complexity: O(records that name it).
    package func markDirty(naming reference: RecordReference, restricting: Bool) throws {
        if case .wire = reference, try !namesPartners() { return }
        let records = try database.all(
            SQL("reference.of", "SELECT link FROM link_end WHERE end_id = ?1"), reference.nameBytes
        ) { $0.int64(0) }
        for record in records { try markDirty(record, restricting: restricting) }
    }

    /// The own records, also retracted ones, that name `reference`, by number.
    package func records(naming reference: RecordReference) throws -> [StoredRecord] {
        try database.all(
            SQL("reference.naming", "SELECT link FROM link_end WHERE end_id = ?1 ORDER BY link"), reference.nameBytes
        ) { $0.int64(0) }.compactMap { try record(number: $0) }
    }

    /// Marks every record that names a partner's, when many of those may have gone at once.
    package func markDirtyNamingPartners() throws {
        let records = try database.all(
            SQL(
                "reference.of-partners",
                "SELECT DISTINCT link FROM link_end WHERE end_id < X'01' AND length(end_id) > ?1"),
            Int64(RecordID.lengthBytes)
        ) { $0.int64(0) }
        for record in records { try markDirty(record, restricting: true) }
    }

    /// Most agencies name nobody else's records: then nothing is looked for as a partner's views arrive.
    private func namesPartners() throws -> Bool {
        if let known = mayNamePartners { return known }
        let found =
            try database.first(
                SQL(
                    "reference.any-partner",
                    "SELECT 1 FROM link_end WHERE end_id < X'01' AND length(end_id) > ?1 LIMIT 1"),
                Int64(RecordID.lengthBytes)
            ) { _ in true } ?? false
        mayNamePartners = found
        return found
    }

    func index(_ references: [RecordReference], of number: Int64) throws {
        for reference in references {
            if case .wire = reference { mayNamePartners = true }
            try database.run(
                SQL("reference.add", "INSERT OR IGNORE INTO link_end (end_id, link) VALUES (?1, ?2)"),
                reference.nameBytes, number)
        }
    }

    func forget(_ references: [RecordReference], of number: Int64) throws {
        for reference in references {
            try database.run(
                SQL("reference.forget", "DELETE FROM link_end WHERE end_id = ?1 AND link = ?2"), reference.nameBytes,
                number)
        }
    }
}
