package import ComityCore
import ComitySQLite

/// The pairs that linkage proposes or somebody claims something about. Specs/matching.md#claims
extension Store {
    /// What the review list shows; nil stands for everything.
    package struct PairFilter: Sendable {
        package var decision: StoredPair.Decision?
        package var record: RecordRef?
        /// An agency that states one of the records.
        package var partner: AgencyID?
        package var assigned: String?
        package var leastProbability = 0.0

        package init(decision: StoredPair.Decision? = nil, record: RecordRef? = nil) {
            self.decision = decision
            self.record = record
        }
    }

    private static let columns = """
        id, left_log, left_handle, right_log, right_handle, weight, probability, trace, scored, decision, conflict, \
        suspended, urgency, due, assigned
        """

    package func save(_ pair: StoredPair) throws {
        try database.run(
            SQL(
                name: "pair.save",
                building: """
                    INSERT INTO pair (\(Self.columns))
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                    ON CONFLICT (left_log, left_handle, right_log, right_handle) DO UPDATE
                    SET weight = ?6, probability = ?7, trace = ?8, scored = ?9, decision = ?10, conflict = ?11,
                      suspended = ?12, urgency = ?13, due = ?14, assigned = ?15
                    """
            ),
            pair.id, pair.left.log, pair.left.handle, pair.right.log, pair.right.handle, pair.weight, pair.probability,
            pair.trace, pair.isScored, pair.decision.rawValue, pair.isConflict, pair.isSuspended, pair.urgency,
            pair.due?.milliseconds, pair.assigned)
    }

    package func removePair(_ ends: RecordPair) throws {
        try database.run(
            SQL(
                "pair.remove",
                """
                DELETE
                FROM pair
                WHERE left_log = ?1 AND left_handle = ?2 AND right_log = ?3 AND right_handle = ?4
                """
            ),
            ends.left.log, ends.left.handle, ends.right.log, ends.right.handle)
    }

    package func pair(_ ends: RecordPair) throws -> StoredPair? {
        try database.first(
            SQL(
                name: "pair.of-ends",
                building: """
                    SELECT \(Self.columns)
                    FROM pair
                    WHERE left_log = ?1 AND left_handle = ?2 AND right_log = ?3 AND right_handle = ?4
                    """
            ),
            ends.left.log, ends.left.handle, ends.right.log, ends.right.handle, row: storedPair)
    }

    /// Every pair of a record, by its ends. Complexity: O(those pairs).
    package func pairs(of ref: RecordRef) throws -> [StoredPair] {
        let asLeft = try database.all(
            SQL(
                name: "pair.of-left",
                building: """
                    SELECT \(Self.columns)
                    FROM pair
                    WHERE left_log = ?1 AND left_handle = ?2
                    ORDER BY right_log, right_handle
                    """
            ),
            ref.log, ref.handle, row: storedPair)
        let asRight = try database.all(
            SQL(
                name: "pair.of-right",
                building: """
                    SELECT \(Self.columns)
                    FROM pair
                    WHERE right_log = ?1 AND right_handle = ?2
                    ORDER BY left_log, left_handle
                    """
            ),
            ref.log, ref.handle, row: storedPair)
        return asRight + asLeft
    }

    /// The ids of pairs in the order of the review list. Complexity: O(pairs log pairs).
    /// - Parameter soon: a day of review up to which a pair is urgent.
    package func pairIDs(_ filter: PairFilter = PairFilter(), soon: Timestamp = .epoch) throws -> [[UInt8]] {
        try database.all(
            SQL(
                "pair.list",
                """
                SELECT id
                FROM pair
                WHERE (?1 IS NULL OR decision = ?1) AND (?2 IS NULL OR (left_log = ?2 AND left_handle = ?3)
                  OR (right_log = ?2 AND right_handle = ?3)) AND (?4 IS NULL OR assigned = ?4) AND probability >= ?5
                  AND (?6 IS NULL OR EXISTS (SELECT 1 FROM log WHERE number IN (left_log, right_log) AND own = 0
                  AND origin = ?6))
                ORDER BY (suspended OR conflict) DESC,
                  weight + urgency + CASE WHEN due <= ?7 THEN ?8 ELSE 0 END DESC, id
                """
            ),
            filter.decision?.rawValue, filter.record?.log, filter.record?.handle, filter.assigned,
            filter.leastProbability, filter.partner?.text, soon.milliseconds, Self.urgencyOfReview
        ) { $0.bytes(0) }
    }

    package func pair(id: [UInt8]) throws -> StoredPair? {
        try database.first(
            SQL(name: "pair.by-id", building: "SELECT \(Self.columns) FROM pair WHERE id = ?1"), id, row: storedPair)
    }

    /// Every pair, in the order of the review list, at most `limit`.
    package func pairs(decision: StoredPair.Decision? = nil, limit: Int) throws -> [StoredPair] {
        try pairIDs(PairFilter(decision: decision)).prefix(limit).compactMap { try pair(id: $0) }
    }

    /// Bits that a review which is due soon adds to the weight in the list. Specs/matching.md#review
    private static let urgencyOfReview = 4

    /// Pairs whose id, in hexadecimal, begins with `prefix`, at most two.
    package func pairs(idPrefix prefix: String) throws -> [StoredPair] {
        try database.all(
            SQL(
                name: "pair.by-prefix",
                building: """
                    SELECT \(Self.columns)
                    FROM pair
                    WHERE lower(hex(id)) >= ?1 AND lower(hex(id)) < ?1 || 'g'
                    ORDER BY id
                    LIMIT 2
                    """
            ),
            prefix, row: storedPair)
    }

    /// The ends of the pairs that linkage proposes or proposed before a claim decided, after `ends`.
    package func scoredPairs(after ends: RecordPair?, limit: Int) throws -> [RecordPair] {
        let floor = ends ?? RecordPair(RecordRef(log: -1, handle: 0), RecordRef(log: -1, handle: 0))
        return try database.all(
            SQL(
                "pair.scored",
                """
                SELECT left_log, left_handle, right_log, right_handle
                FROM pair
                WHERE scored = 1 AND (left_log, left_handle, right_log, right_handle) > (?1, ?2, ?3, ?4)
                ORDER BY left_log, left_handle, right_log, right_handle
                LIMIT ?5
                """
            ),
            floor.left.log, floor.left.handle, floor.right.log, floor.right.handle, limit
        ) {
            RecordPair(
                RecordRef(log: $0.int64(0), handle: $0.int64(1)), RecordRef(log: $0.int64(2), handle: $0.int64(3)))
        }
    }

    package func pairCount(decision: StoredPair.Decision) throws -> Int64 {
        try database.first(SQL("pair.count", "SELECT count(*) FROM pair WHERE decision = ?1"), decision.rawValue) {
            $0.int64(0)
        } ?? 0
    }

    package func conflictCount() throws -> Int64 {
        try count(SQL("pair.count-conflicts", "SELECT count(*) FROM pair WHERE conflict = 1"))
    }

    package func suspendedCount() throws -> Int64 {
        try count(SQL("pair.count-suspended", "SELECT count(*) FROM pair WHERE suspended = 1"))
    }

    private func storedPair(_ row: Statement) throws -> StoredPair {
        StoredPair(
            id: row.bytes(0), left: RecordRef(log: row.int64(1), handle: row.int64(2)),
            right: RecordRef(log: row.int64(3), handle: row.int64(4)), weight: row.double(5),
            probability: row.double(6), trace: row.bytes(7), isScored: row.boolean(8),
            decision: StoredPair.Decision(rawValue: row.int64(9)) ?? .proposed, isConflict: row.boolean(10),
            isSuspended: row.boolean(11), urgency: row.int64(12),
            due: row.optionalInt64(13).map { Timestamp(milliseconds: $0) }, assigned: row.optionalText(14))
    }
}
