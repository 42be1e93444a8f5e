package import ComityCore
package import ComityFeed
import ComityMerkle
import ComitySQLite

/// The logs: their rows, sizes and heads.
extension Store {
    /// The newest epoch of a feed, if this node holds any of it.
    package func log(_ feed: FeedID) throws -> StoredLog? {
        try database.first(
            SQL(
                "log.by-feed",
                """
                SELECT number, origin, agreement, audience, epoch, own, size, range, governing, census,
                  backfill, frozen, resting
                FROM log
                WHERE origin = ?1 AND agreement = ?2 AND audience = ?3
                ORDER BY epoch DESC
                LIMIT 1
                """
            ),
            feed.origin.text, feed.agreement.text, feed.audience.bytes, row: storedLog)
    }

    package func log(number: Int64) throws -> StoredLog? {
        try database.first(
            SQL(
                "log.by-number",
                """
                SELECT number, origin, agreement, audience, epoch, own, size, range, governing, census,
                  backfill, frozen, resting
                FROM log
                WHERE number = ?1
                """
            ),
            number, row: storedLog)
    }

    /// The newest epoch of every feed that this node holds.
    package func logs() throws -> [StoredLog] {
        try database.all(
            SQL(
                "log.list",
                """
                SELECT number, origin, agreement, audience, epoch, own, size, range, governing, census,
                  backfill, frozen, resting
                FROM log AS l
                WHERE epoch = (SELECT max(epoch)
                FROM log
                WHERE origin = l.origin AND agreement = l.agreement AND audience = l.audience)
                ORDER BY origin, agreement, audience
                """
            ), row: storedLog)
    }

    /// Opens an epoch of a feed, empty.
    package func openLog(_ feed: FeedID, epoch: Epoch, isOwn: Bool) throws -> StoredLog {
        let range = CompactRange()
        let newest = try database.first(SQL("log.newest", "SELECT max(number) FROM log")) { $0.optionalInt64(0) }
        guard (newest ?? nil) ?? 0 < StoredLog.numberLimit else {
            throw StoreError(.full, "the store has \(StoredLog.numberLimit) epochs of feeds, and room for no other")
        }
        try database.run(
            SQL(
                "log.open",
                """
                INSERT INTO log (origin, agreement, audience, epoch, own, size, range, governing)
                VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, 0)
                """
            ),
            feed.origin.text, feed.agreement.text, feed.audience.bytes, epoch.value, isOwn, range.encoded)
        return StoredLog(
            number: database.lastInsertRowID, feed: feed, epoch: epoch, isOwn: isOwn, size: .zero, range: range,
            governing: 0, census: nil, backfill: nil, isFrozen: false, isResting: false)
    }

    /// Appends one leaf, or one dead subtree. The caller has verified or made it, and calls ``save(_:)`` at the end.
    /// - Returns: the index of the leaf.
    /// - Complexity: O(bytes); one row.
    @discardableResult
    package func append(_ leaf: NewLeaf, to log: inout StoredLog) throws -> LeafIndex {
        let index = LeafIndex(log.size.value)
        if case .dead(let level, _) = leaf, index.value + (1 << level) > UInt64(StoredLog.leavesPerLog) {
            throw StoreError(.full, "\(log.feed) has more leaves than the store can number")
        }
        switch leaf {
        case .live(let hash, let kind, let salt, let body):
            try insertLeaf(index, of: log, hash: hash, kind: kind, salt: salt, body: body)
            try extend(&log, by: hash)
        case .bare(let hash):
            try insertBare(index, of: log, hash: hash)
            try extend(&log, by: hash)
        case .dead(let level, let hash):
            try insertDead(of: log, level: level, hash: hash)
            try log.range.append(subtreeRoot: hash, level: Int(level))
            log.size = TreeSize(log.range.end)
            try completeTiles(of: log, level: level)
        }
        return index
    }

    /// Appends a leaf's hash, and keeps the roots of the tiles that it completes.
    private func extend(_ log: inout StoredLog, by hash: Digest) throws {
        defer { log.size = TreeSize(log.range.end) }
        guard (log.range.end + 1).isMultiple(of: 1 << Self.tileHeight) else { return log.range.append(hash) }
        var tiles: [(TreeNode, Digest)] = []
        log.range.append(hash) { node, hash in if isTileLevel(UInt64(node.level)) { tiles.append((node, hash)) } }
        for (node, hash) in tiles { try insertTile(of: log, level: UInt64(node.level), place: node.index, hash: hash) }
    }

    /// Writes back what the caller changed of a log's row.
    package func save(_ log: StoredLog) throws {
        try database.run(
            SQL(
                "log.save",
                """
                UPDATE log
                SET size = ?2, range = ?3, governing = ?4, census = ?5, backfill = ?6, resting = ?7
                WHERE number = ?1
                """
            ),
            log.number, Int64(log.size.value), log.range.encoded, Int64(log.governing),
            log.census.map { Int64($0.value) }, log.backfill, log.isResting)
    }

    /// Forgets every leaf of a partner's log. Its signed heads stay: they still prove a fork.
    package func empty(_ log: inout StoredLog) throws {
        let first = log.position(LeafIndex(0))
        try database.run(
            SQL("leaf.empty", "DELETE FROM leaf WHERE position >= ?1 AND position < ?2"), first,
            first + StoredLog.leavesPerLog)
        try database.run(SQL("subtree.empty", "DELETE FROM subtree WHERE log = ?1"), log.number)
        try database.run(SQL("tile.empty", "DELETE FROM tile WHERE log = ?1"), log.number)
        try database.run(SQL("bitmap.empty", "DELETE FROM bitmap WHERE log = ?1"), log.number)
        try database.run(SQL("view.empty", "DELETE FROM view WHERE log = ?1"), log.number)
        log.range = CompactRange()
        log.size = .zero
        log.census = nil
        try save(log)
    }

    /// From now on nothing but withdrawals and purges of this log is obeyed.
    package func freeze(_ log: inout StoredLog) throws {
        log.isFrozen = true
        try database.run(SQL("log.freeze", "UPDATE log SET frozen = 1 WHERE number = ?1"), log.number)
    }

    /// Remembers a size at which a batch may end: signed by a partner, or by us now or later.
    package func addHead(of log: StoredLog, size: TreeSize, root: Digest, signature: [UInt8]?) throws {
        try database.run(
            SQL(
                "head.add",
                """
                INSERT INTO head (log, size, root, signature)
                VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE
                SET signature = coalesce(signature, ?4) WHERE root = ?3
                """
            ),
            log.number, Int64(size.value), root, signature)
    }

    /// A size at which a batch may end, with the origin's signature where there is one yet.
    package struct StoredHead: Sendable {
        package let size: TreeSize
        package let root: Digest
        package let signature: [UInt8]?

        package init(size: TreeSize, root: Digest, signature: [UInt8]?) {
            self.size = size
            self.root = root
            self.signature = signature
        }
    }

    /// The root of the first `size` leaves of a log, none of which came within a subtree that goes on beyond.
    /// - Throws: `not-found` beyond the end of the log, and if there is such a subtree.
    /// - Complexity: some hundred reads at most.
    package func root(of log: StoredLog, size: TreeSize) throws -> Digest {
        try CompactRange(0, size.value) { node in
            try nodeHash(of: log, level: UInt64(node.level), place: node.index)
        }.root
    }

    /// As ``root(of:size:)``, but nil where that throws.
    package func knownRoot(of log: StoredLog, size: TreeSize) throws -> Digest? {
        do {
            return try root(of: log, size: size)
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }

    /// The remembered heads of sizes above `start` and below `end`, ascending.
    package func heads(of log: StoredLog, between start: TreeSize, and end: TreeSize) throws -> [StoredHead] {
        try database.all(
            SQL(
                "head.list",
                """
                SELECT size, root, signature
                FROM head
                WHERE log = ?1 AND size > ?2 AND size < ?3
                ORDER BY size
                """
            ),
            log.number, Int64(start.value), Int64(end.value), row: storedHead)
    }

    /// Forgets a head that the leaves do not lead to.
    package func forget(_ head: StoredHead, of log: StoredLog) throws {
        try database.run(
            SQL("head.forget", "DELETE FROM head WHERE log = ?1 AND size = ?2"), log.number, Int64(head.size.value))
    }

    /// The largest remembered size within `range`, or else the smallest above it.
    ///
    /// Sizes beyond this log's own are those of evidence, and no batch of ours can end there.
    package func batchEnd(of log: StoredLog, after start: LeafIndex, limit: UInt64) throws -> StoredHead? {
        let within = try database.first(
            SQL(
                "head.within",
                """
                SELECT size, root, signature
                FROM head
                WHERE log = ?1 AND size > ?2 AND size <= ?3
                ORDER BY size DESC
                LIMIT 1
                """
            ),
            log.number, Int64(start.value), min(Int64(start.value + limit), Int64(log.size.value)), row: storedHead)
        if let within { return within }
        return try database.first(
            SQL(
                "head.above",
                """
                SELECT size, root, signature
                FROM head
                WHERE log = ?1 AND size > ?2 AND size <= ?3
                ORDER BY size
                LIMIT 1
                """
            ),
            log.number, Int64(start.value), Int64(log.size.value), row: storedHead)
    }

    package func head(of log: StoredLog, size: TreeSize) throws -> StoredHead? {
        try database.first(
            SQL("head.at", "SELECT size, root, signature FROM head WHERE log = ?1 AND size = ?2"), log.number,
            Int64(size.value), row: storedHead)
    }

    /// The newest signed head that the leaves held here lead to; evidence may have brought signed heads beyond.
    package func newestHead(of log: StoredLog) throws -> StoredHead? {
        try database.first(
            SQL(
                "head.newest",
                """
                SELECT size, root, signature
                FROM head
                WHERE log = ?1 AND signature IS NOT NULL AND size <= ?2
                ORDER BY size DESC
                LIMIT 1
                """
            ),
            log.number, Int64(log.size.value), row: storedHead)
    }

    func storedHead(_ row: Statement) throws -> StoredHead {
        StoredHead(
            size: TreeSize(UInt64(row.int64(0))), root: try row.digest(1), signature: row.optionalBytes(2))
    }

    private func storedLog(_ row: Statement) throws -> StoredLog {
        StoredLog(
            number: row.int64(0),
            feed: FeedID(
                origin: try AgencyID(parsing: row.text(1)), agreement: try AgreementID(parsing: row.text(2)),
                audience: try AudienceID(bytes: row.bytes(3))),
            epoch: Epoch(UInt32(truncatingIfNeeded: row.int64(4))), isOwn: row.boolean(5),
            size: TreeSize(UInt64(row.int64(6))), range: try CompactRange(decoding: row.bytes(7)),
            governing: UInt64(row.int64(8)), census: row.optionalInt64(9).map { LeafIndex(UInt64($0)) },
            backfill: row.optionalInt64(10), isFrozen: row.boolean(11), isResting: row.boolean(12))
    }
}
