package import ComityCore
import ComitySQLite

/// The durable queue that feeds linkage, and the pairs that it proposed.
extension Store {
    /// Puts a record into the queue, in the step that changed it.
    package func enqueue(_ ref: RecordRef) throws {
        try database.run(
            SQL("queue.add", "INSERT INTO linkage_queue (log, handle) VALUES (?1, ?2)"), ref.log, ref.handle)
    }

    package func queued(limit: Int) throws -> [(number: Int64, ref: RecordRef)] {
        try database.all(
            SQL("queue.list", "SELECT number, log, handle FROM linkage_queue ORDER BY number LIMIT ?1"), limit
        ) { ($0.int64(0), RecordRef(log: $0.int64(1), handle: $0.int64(2))) }
    }

    package func dequeue(upTo number: Int64) throws {
        try database.run(SQL("queue.remove", "DELETE FROM linkage_queue WHERE number <= ?1"), number)
    }

    package func queueCount() throws -> Int64 {
        try count(SQL("queue.count", "SELECT count(*) FROM linkage_queue"))
    }

    /// Keeps a proposal. A pair that was decided keeps its decision and takes the new weight.
    package func save(_ pair: StoredPair) throws {
        try database.run(
            SQL(
                "pair.save",
                """
                INSERT INTO pair (id, left_log, left_handle, right_log, right_handle, weight, probability,
                  decision, trace)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                ON CONFLICT (left_log, left_handle, right_log, right_handle) DO UPDATE
                SET weight = ?6, probability = ?7, trace = ?9
                """
            ),
            pair.id, pair.left.log, pair.left.handle, pair.right.log, pair.right.handle, pair.weight, pair.probability,
            pair.decision.rawValue, pair.trace)
    }

    package func decide(_ pair: StoredPair) throws {
        try database.run(
            SQL(
                "pair.decide",
                "UPDATE pair SET decision = ?2, decided_by = ?3, decided_at = ?4, note = ?5 WHERE id = ?1"),
            pair.id, pair.decision.rawValue, pair.decidedBy, pair.decidedAt?.milliseconds, pair.note)
    }

    /// Takes back the proposals that name a record which is gone or has changed; decisions stay.
    package func removeProposals(of ref: RecordRef) throws {
        try database.run(
            SQL(
                "pair.remove",
                """
                DELETE
                FROM pair
                WHERE decision = 0 AND ((left_log = ?1 AND left_handle = ?2) OR (right_log = ?1 AND
                  right_handle = ?2))
                """
            ),
            ref.log, ref.handle)
    }

    /// Takes back one proposal; a decided pair stays.
    package func removeProposal(between one: RecordRef, and other: RecordRef) throws {
        let (left, right) = one < other ? (one, other) : (other, one)
        try database.run(
            SQL(
                "pair.remove-one",
                """
                DELETE
                FROM pair
                WHERE decision = 0 AND left_log = ?1 AND left_handle = ?2 AND right_log = ?3 AND
                  right_handle = ?4
                """
            ),
            left.log, left.handle, right.log, right.handle)
    }

    /// Puts the visible views that expired by `now`, and after the last call, into the queue: a step of its own, if
    /// there are any. Complexity: O(those views).
    package func enqueueExpired(by now: Timestamp) throws {
        let last = Timestamp(milliseconds: Int64(bitPattern: try note(Self.expiryNote).map(Self.number) ?? 0))
        let due = try database.first(
            SQL("view.expired", "SELECT 1 FROM view WHERE state = 1 AND expires > ?1 AND expires <= ?2 LIMIT 1"),
            last.milliseconds, now.milliseconds
        ) { _ in true }
        guard due != nil else { return }
        try step {
            try database.run(
                SQL(
                    "queue.add-expired",
                    """
                    INSERT INTO linkage_queue (log, handle)
                    SELECT log, handle
                    FROM view
                    WHERE state = 1 AND expires > ?1 AND expires <= ?2
                    """
                ),
                last.milliseconds, now.milliseconds)
            try setNote(Self.expiryNote, bigEndianBytes(UInt64(bitPattern: now.milliseconds)))
        }
    }

    /// Until when expired views were put into the queue.
    private static let expiryNote = "linkage-expiry"

    private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    /// Puts every view of a log into the queue, so that linkage learns that they are gone, or back.
    package func unlinkViews(of log: StoredLog) throws {
        try database.run(
            SQL("queue.add-log", "INSERT INTO linkage_queue (log, handle) SELECT log, handle FROM view WHERE log = ?1"),
            log.number)
    }

    /// Whether a pair is kept, whatever was decided about it.
    package func hasPair(_ id: [UInt8]) throws -> Bool {
        try database.first(SQL("pair.has", "SELECT 1 FROM pair WHERE id = ?1"), id) { _ in true } ?? false
    }

    /// The pairs that nobody has decided about.
    package func proposalIDs() throws -> Set<[UInt8]> {
        Set(try database.all(SQL("pair.proposals", "SELECT id FROM pair WHERE decision = 0")) { $0.bytes(0) })
    }

    /// Lets the decisions about records of an ended epoch hold for the same handles in the next one, whose number is
    /// the highest there is. Proposals are left to linkage.
    package func moveDecisions(from ended: StoredLog, to log: StoredLog) throws {
        try database.run(
            SQL("pair.move-right", "UPDATE pair SET right_log = ?2 WHERE right_log = ?1 AND decision <> 0"),
            ended.number, log.number)
        // What stood on the left is on the right from now on, for pairs are ordered; within one log by their handles.
        try database.run(
            SQL(
                "pair.move-left",
                """
                UPDATE pair
                SET left_log = CASE WHEN right_log = ?2 THEN ?2 ELSE right_log END,
                  left_handle = CASE WHEN right_log = ?2 THEN left_handle ELSE right_handle END,
                  right_log = ?2,
                  right_handle = CASE WHEN right_log = ?2 THEN right_handle ELSE left_handle END
                WHERE left_log = ?1 AND decision <> 0
                """
            ), ended.number, log.number)
    }

    package func removeAllProposals() throws {
        try database.run(SQL("pair.remove-all", "DELETE FROM pair WHERE decision = 0"))
    }

    /// Pairs by weight, heaviest first.
    package func pairs(decision: StoredPair.Decision? = nil, of ref: RecordRef? = nil, limit: Int) throws
        -> [StoredPair]
    {
        try database.all(
            SQL(
                "pair.list",
                """
                SELECT id, left_log, left_handle, right_log, right_handle, weight, probability, decision,
                  decided_by, decided_at, note, trace
                FROM pair
                WHERE (?1 IS NULL OR decision = ?1) AND (?2 IS NULL OR (left_log = ?2 AND left_handle = ?3)
                  OR (right_log = ?2 AND right_handle = ?3))
                ORDER BY weight DESC, id
                LIMIT ?4
                """
            ),
            decision?.rawValue, ref?.log, ref?.handle, limit, row: storedPair)
    }

    /// Pairs whose id, in hexadecimal, begins with `prefix`, at most two.
    package func pairs(idPrefix prefix: String) throws -> [StoredPair] {
        try database.all(
            SQL(
                "pair.by-prefix",
                """
                SELECT id, left_log, left_handle, right_log, right_handle, weight, probability, decision,
                  decided_by, decided_at, note, trace
                FROM pair
                WHERE lower(hex(id)) >= ?1 AND lower(hex(id)) < ?1 || 'g'
                ORDER BY id
                LIMIT 2
                """
            ),
            prefix, row: storedPair)
    }

    package func pairCount(decision: StoredPair.Decision) throws -> Int64 {
        try database.first(SQL("pair.count", "SELECT count(*) FROM pair WHERE decision = ?1"), decision.rawValue) {
            $0.int64(0)
        } ?? 0
    }

    private func storedPair(_ row: Statement) throws -> StoredPair {
        StoredPair(
            id: row.bytes(0), left: RecordRef(log: row.int64(1), handle: row.int64(2)),
            right: RecordRef(log: row.int64(3), handle: row.int64(4)), weight: row.double(5),
            probability: row.double(6), decision: StoredPair.Decision(rawValue: row.int64(7)) ?? .proposed,
            decidedBy: row.optionalText(8), decidedAt: row.optionalInt64(9).map { Timestamp(milliseconds: $0) },
            note: row.optionalText(10), trace: row.bytes(11))
    }
}
