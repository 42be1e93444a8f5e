package import ComityCore
import ComitySQLite

/// What was disclosed of each own record in each own feed.
extension Store {
    package struct StoredProjection: Sendable {
        /// The record's name there; kept after a withdrawal, so that the record returns under it.
        package var handle: Handle?
        /// The digest of what was disclosed; nil while nothing is.
        package var digest: Digest?
        /// The first instant at which time alone may change the projection.
        package var nextChange: Timestamp?
        package var answer: Answer

        package init(handle: Handle?, digest: Digest?, nextChange: Timestamp?, answer: Answer = .none) {
            self.handle = handle
            self.digest = digest
            self.nextChange = nextChange
            self.answer = answer
        }
    }

    /// Whether a member refused what was disclosed, and what came of it. Specs/node.md#refused-entries
    package enum Answer: Int64, Sendable {
        case none = 0
        /// The next projection says the whole view, changed or not.
        case due = 1
        /// It was said again: what does not change is not said once more.
        case given = 2
    }

    package func projection(of record: Int64, in log: StoredLog) throws -> StoredProjection? {
        try database.first(
            SQL(
                "projection.read",
                "SELECT handle, digest, next_change, answer FROM projection WHERE record = ?1 AND log = ?2"),
            record, log.number
        ) {
            StoredProjection(
                handle: try $0.optionalInt64(0).map { try Handle(UInt64($0)) },
                digest: $0.isNull(1) ? nil : try $0.digest(1),
                nextChange: $0.optionalInt64(2).map { Timestamp(milliseconds: $0) },
                answer: Answer(rawValue: $0.int64(3)) ?? .none)
        }
    }

    package func save(_ projection: StoredProjection, of record: Int64, in log: StoredLog) throws {
        try database.run(
            SQL(
                "projection.save",
                """
                INSERT INTO projection (log, record, handle, digest, next_change, answer)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE
                SET handle = ?3, digest = ?4, next_change = ?5, answer = ?6
                """
            ),
            log.number, record, projection.handle.map { Int64($0.value) }, projection.digest,
            projection.nextChange?.milliseconds, projection.answer.rawValue)
    }

    /// The own record that a handle names in a log of ours.
    package func record(of handle: Handle, in log: StoredLog) throws -> Int64? {
        try database.first(
            SQL("view.record", "SELECT record FROM view WHERE log = ?1 AND handle = ?2"), log.number,
            Int64(handle.value)
        ) { $0.optionalInt64(0) } ?? nil
    }

    /// Whether the handle names a record in this log already: what was disclosed has a view, and what was in an epoch
    /// before keeps its handle until it is.
    package func isHandleUsed(_ handle: Handle, in log: StoredLog) throws -> Bool {
        try database.first(
            SQL(
                "handle.exists",
                """
                SELECT 1 FROM view WHERE log = ?1 AND handle = ?2
                UNION ALL
                SELECT 1 FROM projection WHERE log = ?1 AND handle = ?2 AND handle IS NOT NULL AND digest IS NULL
                LIMIT 1
                """
            ), log.number, Int64(handle.value)
        ) { _ in true } ?? false
    }

    /// Where a record has been projected: log numbers and projections.
    package func projections(of record: Int64) throws -> [(log: Int64, projection: StoredProjection)] {
        try database.all(
            SQL(
                "projection.of-record",
                "SELECT log, handle, digest, next_change FROM projection WHERE record = ?1 ORDER BY log"), record
        ) {
            (
                $0.int64(0),
                StoredProjection(
                    handle: try $0.optionalInt64(1).map { try Handle(UInt64($0)) },
                    digest: $0.isNull(2) ? nil : try $0.digest(2),
                    nextChange: $0.optionalInt64(3).map { Timestamp(milliseconds: $0) })
            )
        }
    }

    /// Records that are disclosed in a log now, after `record`, at most `limit`.
    package func disclosedRecords(in log: StoredLog, after record: Int64, limit: Int) throws -> [Int64] {
        try database.all(
            SQL(
                "projection.disclosed",
                """
                SELECT record
                FROM projection
                WHERE log = ?1 AND record > ?2 AND digest IS NOT NULL
                ORDER BY record
                LIMIT ?3
                """
            ),
            log.number, record, limit
        ) { $0.int64(0) }
    }

    package func disclosedCount(in log: StoredLog) throws -> Int64 {
        try database.first(
            SQL("projection.count", "SELECT count(*) FROM projection WHERE log = ?1 AND digest IS NOT NULL"), log.number
        ) { $0.int64(0) } ?? 0
    }

    /// Lets records have the handles in a new epoch of a feed that they had in the one before.
    package func keepHandles(of ended: StoredLog, in log: StoredLog) throws {
        try database.run(
            SQL(
                "projection.keep-handles",
                """
                INSERT INTO projection (log, record, handle)
                SELECT ?2, record, handle
                FROM projection
                WHERE log = ?1 AND handle IS NOT NULL
                """
            ),
            ended.number, log.number)
    }

    /// Forgets what was disclosed in a log that has ended; handles are kept.
    package func forgetProjections(in log: StoredLog) throws {
        try database.run(
            SQL("projection.forget", "UPDATE projection SET digest = NULL, next_change = NULL WHERE log = ?1"),
            log.number)
    }

    /// Marks the records whose projection time has changed, at most `limit`, as restricting.
    /// - Returns: how many were marked.
    package func markDue(now: Timestamp, limit: Int) throws -> Int {
        let due = try database.all(
            SQL(
                "projection.due",
                "SELECT DISTINCT record FROM projection WHERE next_change IS NOT NULL AND next_change <= ?1 LIMIT ?2"),
            now.milliseconds, limit
        ) { $0.int64(0) }
        for record in due {
            try markDirty(record, restricting: true)
            try database.run(
                SQL(
                    "projection.due-clear",
                    "UPDATE projection SET next_change = NULL WHERE record = ?1 AND next_change <= ?2"), record,
                now.milliseconds)
        }
        return due.count
    }

    /// The earliest instant at which a projection changes by itself.
    package func nextProjectionChange() throws -> Timestamp? {
        try database.first(
            SQL("projection.next", "SELECT min(next_change) FROM projection WHERE next_change IS NOT NULL")
        ) { $0.optionalInt64(0).map { Timestamp(milliseconds: $0) } } ?? nil
    }
}
