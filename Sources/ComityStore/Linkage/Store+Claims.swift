package import ComityRecords
import ComitySQLite

/// Who says of which records that they are the same or are not. Specs/matching.md#claims
extension Store {
    /// The claims that a record carries.
    package func claims(by carrier: RecordRef) throws -> Set<StoredClaim> {
        Set(
            try database.all(
                SQL(
                    "claim.of-carrier",
                    "SELECT log, handle, one, other, kind FROM claim WHERE log = ?1 AND handle = ?2"),
                carrier.log, carrier.handle, row: storedClaim
            ).compactMap(\.self))
    }

    /// Replaces what a record claims.
    package func setClaims(_ claims: Set<StoredClaim>, by carrier: RecordRef) throws {
        try database.run(
            SQL("claim.remove", "DELETE FROM claim WHERE log = ?1 AND handle = ?2"), carrier.log, carrier.handle)
        for claim in claims {
            try database.run(
                SQL(
                    "claim.add",
                    """
                    INSERT INTO claim (log, handle, one, other, kind)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT DO UPDATE
                    SET kind = max(kind, ?5)
                    """
                ),
                carrier.log, carrier.handle, claim.names.one.nameBytes, claim.names.other.nameBytes, claim.kind.rawValue
            )
        }
    }

    /// The claims about two records.
    package func claims(about names: NamePair) throws -> [StoredClaim] {
        try database.all(
            SQL(
                "claim.of-pair",
                """
                SELECT log, handle, one, other, kind
                FROM claim
                WHERE one = ?1 AND other = ?2
                ORDER BY log, handle
                """
            ),
            names.one.nameBytes, names.other.nameBytes, row: storedClaim
        ).compactMap(\.self)
    }

    /// The claims about a record and any other.
    package func claims(naming name: RecordReference) throws -> [StoredClaim] {
        try database.all(
            SQL(
                "claim.naming",
                """
                SELECT log, handle, one, other, kind
                FROM claim
                WHERE one = ?1
                UNION
                SELECT log, handle, one, other, kind
                FROM claim
                WHERE other = ?1
                """
            ),
            name.nameBytes, row: storedClaim
        ).compactMap(\.self)
    }

    private func storedClaim(_ row: ComitySQLite.Statement) throws -> StoredClaim? {
        guard let one = RecordReference(nameBytes: row.bytes(2)), let other = RecordReference(nameBytes: row.bytes(3)),
            let names = NamePair(one, other), let kind = StoredClaim.Kind(rawValue: row.int64(4))
        else { return nil }
        return StoredClaim(
            carrier: RecordRef(log: row.int64(0), handle: row.int64(1)), names: names, kind: kind)
    }
}
