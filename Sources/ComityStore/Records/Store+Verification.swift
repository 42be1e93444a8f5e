import ComityCore
import ComityCrypto
import ComityRecords
import ComitySQLite

/// Statements read again, to find what was altered in the file. Specs/store.md#verification
extension Store {
    /// Opens statements and their earlier versions after `number`, of at most `limit` records.
    /// - Returns: what is wrong, and the number of the last record; nil at the end.
    package func statementFaults(after number: Int64, limit: Int) throws -> (faults: [StoreFault], last: Int64?) {
        let numbers = try recordNumbers(after: number, limit: limit)
        guard let last = numbers.last else { return ([], nil) }
        let present = try faults(
            in: "record",
            SQL(
                "record.sealed",
                "SELECT number, slot, sealed, type FROM record WHERE number > ?1 AND number <= ?2 ORDER BY number"),
            number, last)
        let earlier = try faults(
            in: "record_version",
            SQL(
                "record-version.sealed",
                """
                SELECT v.record, v.slot, v.sealed, r.type
                FROM record_version AS v JOIN record AS r ON r.number = v.record
                WHERE v.record > ?1 AND v.record <= ?2
                ORDER BY v.record, v.updated
                """),
            number, last)
        return (present + earlier, last)
    }

    private func faults(in table: String, _ sql: SQL, _ after: Int64, _ last: Int64) throws -> [StoreFault] {
        try database.all(sql, after, last) { row -> StoreFault? in
            let place = "record \(row.int64(0))"
            do {
                let plain = try seals.open(row.bytes(2), slot: row.int64(1), purpose: .statement)
                guard Int64(try Content(decoding: plain).type.value) != row.int64(3) else { return nil }
                return StoreFault(table: table, place: place, reason: "it is of another type than its row says")
            } catch let error as CryptoError where error.kind == .punctured {
                return nil
            } catch let error as any ComityError {
                return StoreFault(table: table, place: place, reason: error.reason)
            }
        }.compactMap(\.self)
    }

    /// Visits everything that is sealed here: the slot and the bytes that stand beside it.
    package func forEachSealed(_ body: (_ slot: Int64, _ sealed: [UInt8]) throws -> Void) throws {
        try database.forEach(
            SQL(
                "sealed.all",
                """
                SELECT slot, sealed FROM record
                UNION ALL
                SELECT slot, sealed FROM record_version
                UNION ALL
                SELECT slot, sealed FROM leaf WHERE sealed IS NOT NULL
                UNION ALL
                SELECT slot, sealed FROM review WHERE sealed IS NOT NULL
                UNION ALL
                SELECT slot, sealed FROM linkage_model
                """)
        ) {
            try body($0.int64(0), $0.bytes(1))
            return true
        }
    }
}
