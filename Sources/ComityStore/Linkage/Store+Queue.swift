package import ComityCore
import ComitySQLite

/// The durable queue that feeds linkage. Specs/node.md#linkage-queue
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
}
