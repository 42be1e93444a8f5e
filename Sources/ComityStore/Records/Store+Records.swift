import ComityAudit
package import ComityCore
import ComityCrypto
package import ComityRecords
import ComitySQLite

/// The agency's own statements.
extension Store {
    /// Adds a statement and marks it for projection.
    /// - Parameter encodedContent: the encoding of its content, which callers have use for too.
    /// - Returns: its row number, and the salt with which the trail may commit to the content.
    @discardableResult
    package func insert(
        _ statement: ComityRecords.Statement, encodedContent: [UInt8]
    ) throws -> (number: Int64, salt: [UInt8]) {
        let sealed = try seal(statement.content, encodedContent)
        try database.run(
            SQL(
                "record.insert",
                "INSERT INTO record (id, type, created, updated, slot, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
            statement.id.bytes, Int64(statement.content.type.value), Int64(bitPattern: statement.createdAt.value),
            Int64(bitPattern: statement.updatedAt.value), sealed.slot, sealed.bytes)
        let number = database.lastInsertRowID
        recentRecords.keep(
            StoredRecord(number: number, statement: statement, retraction: nil, orderNumber: nil))
        try index(statement.content.references, of: number)
        try markDirty(number, restricting: false)
        return (number, Commitment.salt(ofSlot: sealed.secret))
    }

    /// Replaces a statement's content, keeping the earlier version, and marks it for projection.
    /// - Returns: the salt with which the trail may commit to the new content.
    package func update(
        _ record: StoredRecord, to statement: ComityRecords.Statement, encodedContent: [UInt8], restricting: Bool
    ) throws -> [UInt8] {
        try keepVersion(of: record.number)
        let sealed = try seal(statement.content, encodedContent)
        try database.run(
            SQL(
                "record.update",
                """
                UPDATE record
                SET updated = ?2, slot = ?3, sealed = ?4, retracted = NULL, order_number = NULL
                WHERE number = ?1
                """
            ),
            record.number, Int64(bitPattern: statement.updatedAt.value), sealed.slot, sealed.bytes)
        recentRecords.keep(
            StoredRecord(number: record.number, statement: statement, retraction: nil, orderNumber: nil))
        try forget(record.statement.content.references, of: record.number)
        try index(statement.content.references, of: record.number)
        try markDirty(record.number, restricting: restricting)
        return Commitment.salt(ofSlot: sealed.secret)
    }

    /// Ends a statement. Its content stays with this agency; everybody else's view is withdrawn.
    package func retract(
        _ record: StoredRecord, reason: StoredRecord.Retraction, orderNumber: String?, at time: HybridTime
    ) throws {
        recentRecords.forget(record.number)
        try database.run(
            SQL(
                "record.retract",
                """
                UPDATE record
                SET retracted = ?2, order_number = ?3, updated = ?4
                WHERE number = ?1
                """),
            record.number, reason.rawValue, orderNumber, Int64(bitPattern: time.value))
        try markDirty(record.number, restricting: true)
    }

    /// Marks a record for projection; a mark that restricts stays one.
    package func markDirty(_ number: Int64, restricting: Bool) throws {
        try database.run(
            SQL(
                "dirty.mark",
                """
                INSERT INTO dirty (record, restricting)
                VALUES (?1, ?2)
                ON CONFLICT DO UPDATE
                SET restricting = max(restricting, ?2)
                """
            ),
            number, restricting)
    }

    /// Takes records that wait for projection out of those that wait, restrictions first. Their caller projects them in
    /// the same step.
    package func takeDirty(limit: Int) throws -> [Int64] {
        let restricting = try database.all(
            SQL("dirty.restricting-list", "SELECT record FROM dirty WHERE restricting = 1 ORDER BY record LIMIT ?1"),
            limit
        ) { $0.int64(0) }
        if let last = restricting.last {
            try database.run(
                SQL("dirty.restricting-clear", "DELETE FROM dirty WHERE restricting = 1 AND record <= ?1"), last)
        }
        guard restricting.count < limit else { return restricting }
        let others = try database.all(
            SQL("dirty.list", "SELECT record FROM dirty ORDER BY record LIMIT ?1"), limit - restricting.count
        ) { $0.int64(0) }
        if let last = others.last {
            try database.run(SQL("dirty.clear", "DELETE FROM dirty WHERE record <= ?1"), last)
        }
        return restricting + others
    }

    package func dirtyCount() throws -> Int64 { try count(SQL("dirty.count", "SELECT count(*) FROM dirty")) }

    /// Whether a restriction waits for something that a feed says: nothing else of the feed may be sealed before it.
    /// Complexity: O(restrictions that wait).
    package func hasRestrictingDirt(in log: StoredLog) throws -> Bool {
        try database.first(
            SQL(
                "dirty.restricting",
                """
                SELECT 1
                FROM dirty AS d JOIN projection AS p ON p.record = d.record
                WHERE d.restricting = 1 AND p.log = ?1 AND p.digest IS NOT NULL
                LIMIT 1
                """
            ), log.number
        ) { _ in true } ?? false
    }

    package func record(_ id: RecordID) throws -> StoredRecord? {
        try database.first(
            SQL(
                "record.by-id",
                "SELECT number, id, created, updated, retracted, order_number, slot, sealed FROM record WHERE id = ?1"),
            id.bytes, row: storedRecord)
    }

    package func record(number: Int64) throws -> StoredRecord? {
        if let recent = recentRecords[number] { return recent }
        return try database.first(
            SQL(
                "record.by-number",
                """
                SELECT number, id, created, updated, retracted, order_number, slot, sealed
                FROM record
                WHERE number = ?1
                """
            ), number, row: storedRecord)
    }

    /// The id of an own record, whether its content can be read or not.
    package func recordID(number: Int64) throws -> RecordID? {
        try database.first(SQL("record.id-by-number", "SELECT id FROM record WHERE number = ?1"), number) {
            try RecordID(bytes: $0.bytes(0))
        }
    }

    /// What the columns tell of a statement whose content cannot be read, as one that is stated no longer.
    package func unreadableRecord(number: Int64) throws -> StoredRecord? {
        try database.first(
            SQL(
                "record.columns",
                "SELECT id, type, created, updated FROM record WHERE number = ?1"), number
        ) {
            let statement = ComityRecords.Statement(
                id: try RecordID(bytes: $0.bytes(0)),
                content: Content(type: RecordType(UInt32(truncatingIfNeeded: $0.int64(1)))),
                createdAt: HybridTime(UInt64(bitPattern: $0.int64(2))),
                updatedAt: HybridTime(UInt64(bitPattern: $0.int64(3))))
            return StoredRecord(number: number, statement: statement, retraction: .error, orderNumber: nil)
        }
    }

    /// Ids that begin with `prefix`, at most `limit`.
    package func recordIDs(prefix: [UInt8], halfByte: UInt8?, limit: Int) throws -> [RecordID] {
        var low = prefix
        var high = prefix
        if let halfByte {
            low.append(halfByte << 4)
            high.append(halfByte << 4 | 0x0F)
        }
        high.append(contentsOf: [UInt8](repeating: 0xFF, count: RecordID.lengthBytes))
        return try database.all(
            SQL("record.by-prefix", "SELECT id FROM record WHERE id >= ?1 AND id <= ?2 ORDER BY id LIMIT ?3"), low,
            high, limit
        ) { try RecordID(bytes: $0.bytes(0)) }
    }

    /// Visits own records in the order of their numbers, after `number`, until `body` answers false.
    package func forEachRecord(
        after number: Int64 = 0, type: RecordType? = nil, _ body: (StoredRecord) throws -> Bool
    ) throws {
        try database.forEach(
            SQL(
                "record.scan",
                """
                SELECT number, id, created, updated, retracted, order_number, slot, sealed
                FROM record
                WHERE number > ?1 AND (?2 IS NULL OR type = ?2)
                ORDER BY number
                """
            ),
            number, type.map { Int64($0.value) }
        ) { try body(storedRecord($0)) }
    }

    /// Numbers of own records after `number`, of one type or of all, at most `limit`.
    package func recordNumbers(after number: Int64, type: RecordType? = nil, limit: Int) throws -> [Int64] {
        try database.all(
            SQL(
                "record.numbers",
                """
                SELECT number
                FROM record
                WHERE number > ?1 AND (?2 IS NULL OR type = ?2)
                ORDER BY number
                LIMIT ?3
                """
            ),
            number, type.map { Int64($0.value) }, limit
        ) { $0.int64(0) }
    }

    /// Visits the numbers of own records that are not retracted.
    package func forEachRecordNumber(_ body: (Int64) -> Void) throws {
        try database.forEach(SQL("record.all-numbers", "SELECT number FROM record WHERE retracted IS NULL")) {
            body($0.int64(0))
            return true
        }
    }

    package func recordCount() throws -> Int64 {
        try count(SQL("record.count", "SELECT count(*) FROM record WHERE retracted IS NULL"))
    }

    /// Earlier versions of a record, oldest first.
    package func versions(of number: Int64) throws -> [(updatedAt: HybridTime, content: Content)] {
        try database.all(
            SQL(
                "record.versions",
                "SELECT updated, slot, sealed FROM record_version WHERE record = ?1 ORDER BY updated"),
            number
        ) {
            let plain = try seals.open($0.bytes(2), slot: $0.int64(1), purpose: .statement)
            return (HybridTime(UInt64(bitPattern: $0.int64(0))), try Content(decoding: plain))
        }
    }

    /// The salt of a commitment to one of a record's contents, present or earlier; nil once that content is destroyed.
    package func salt(of commitment: Digest, to record: RecordID) throws -> [UInt8]? {
        let rows = try database.all(
            SQL(
                "record.contents",
                """
                SELECT slot, sealed FROM record WHERE id = ?1
                UNION ALL
                SELECT v.slot, v.sealed FROM record_version AS v JOIN record AS r ON r.number = v.record WHERE r.id = ?1
                """),
            record.bytes
        ) { (slot: $0.int64(0), sealed: $0.bytes(1)) }
        for row in rows {
            do {
                let salt = Commitment.salt(ofSlot: try seals.secret(of: row.slot))
                let content = try seals.open(row.sealed, slot: row.slot, purpose: .statement)
                if Commitment.make(.content, content, salt: salt) == commitment { return salt }
            } catch let error as CryptoError where error.kind == .punctured {
                // Destroyed: whatever it was, nobody can show it.
                continue
            }
        }
        return nil
    }

    /// - Throws: `limit-exceeded` for a content that could not be read again.
    private func seal(_ content: Content, _ encoded: [UInt8]) throws -> SealingKeys.Sealed {
        if let field = content.fields.first(where: { $0.claims.count > Field.claimLimit }) {
            throw RecordError(
                .limitExceeded,
                "field \(field.number) has \(field.claims.count) claims, over the limit of \(Field.claimLimit)")
        }
        guard encoded.count <= Content.limitBytes else {
            throw RecordError(
                .limitExceeded, "a record of \(encoded.count) bytes is over the limit of \(Content.limitBytes)")
        }
        return try seals.seal(encoded, purpose: .statement)
    }

    private func keepVersion(of number: Int64) throws {
        try database.run(
            SQL(
                "record.keep-version",
                """
                INSERT OR IGNORE INTO record_version (record, updated, slot, sealed)
                SELECT number, updated, slot, sealed
                FROM record
                WHERE number = ?1
                """
            ),
            number)
    }

    private func storedRecord(_ row: ComitySQLite.Statement) throws -> StoredRecord {
        let plain = try seals.open(row.bytes(7), slot: row.int64(6), purpose: .statement)
        let statement = ComityRecords.Statement(
            id: try RecordID(bytes: row.bytes(1)), content: try Content(decoding: plain),
            createdAt: HybridTime(UInt64(bitPattern: row.int64(2))),
            updatedAt: HybridTime(UInt64(bitPattern: row.int64(3))))
        return StoredRecord(
            number: row.int64(0), statement: statement,
            retraction: row.optionalInt64(4).flatMap(StoredRecord.Retraction.init), orderNumber: row.optionalText(5))
    }

    func count(_ sql: SQL) throws -> Int64 { try database.first(sql) { $0.int64(0) } ?? 0 }
}
