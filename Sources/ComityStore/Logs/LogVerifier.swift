import ComityCore
package import ComityCrypto
import ComityFeed
import ComityMerkle
import ComitySQLite

/// Something in the store that contradicts the rest of it.
package struct StoreFault: Hashable, Sendable {
    package let table: String
    package let place: String
    package let reason: String
}

/// Reads the leaves of one log again, a page at a time: opens and hashes every content that is there, and compares what
/// the leaves lead to with the tiles, the heads and the log's own row. Specs/store.md#verification
package struct LogVerifier {
    private let store: Store
    /// As it was when this began: what comes later is left to the next time.
    private let log: StoredLog
    private var range = CompactRange()
    private var heads: ArraySlice<Store.StoredHead>
    private var faults: [StoreFault] = []

    /// - Parameter keys: with which the log's origin signs or has signed; none where they are not known, so that no
    ///   signature is compared.
    package init(_ log: StoredLog, at store: Store, keys: [PublicKey]) throws {
        self.store = store
        self.log = log
        heads = try store.allHeads(of: log)[...]
        guard !keys.isEmpty else { return }
        for head in heads where !Self.isGood(head, of: log, keys) {
            note("head", "size \(head.size)", "its signature is not that of `\(log.feed.origin)`")
        }
    }

    private static func isGood(_ head: Store.StoredHead, of log: StoredLog, _ keys: [PublicKey]) -> Bool {
        guard let signature = head.signature else { return true }
        let signed = SignedHead(size: head.size, root: head.root, signature: signature)
        return keys.contains { signed.isSigned(by: $0, feed: log.feed, epoch: log.epoch) }
    }

    /// Reads at most `limit` leaves on.
    /// - Returns: the faults that were found, and whether the log is read to its end.
    package mutating func read(atMost limit: Int) throws -> (faults: [StoreFault], isDone: Bool) {
        defer { faults = [] }
        let isWhole = try readLeaves(atMost: limit)
        guard isWhole, range.end >= log.size.value else { return (faults, !isWhole) }
        if range != log.range { note("log", "size \(log.size)", "its leaves lead to another root than it has") }
        return (faults, true)
    }

    /// - Returns: false where the log cannot be followed any further.
    private mutating func readLeaves(atMost limit: Int) throws -> Bool {
        guard range.end < log.size.value else { return true }
        let end = min(range.end + UInt64(limit), log.size.value)
        for row in try store.leafRows(of: log, from: range.end, to: end) {
            guard try skipSubtrees(to: row.index) else { return false }
            try check(row)
            try append(row.hash)
        }
        // Nothing but whole subtrees may follow.
        return range.end < end ? try skipSubtrees(to: end) : true
    }

    /// Takes over subtrees that came as one hash, until `index` or beyond.
    private mutating func skipSubtrees(to index: UInt64) throws -> Bool {
        while range.end < index {
            guard let (level, hash) = try store.subtree(of: log, at: range.end) else {
                note("leaf", "leaf \(range.end)", "it is missing")
                return false
            }
            try range.append(subtreeRoot: hash, level: Int(level))
            try compareHeads()
        }
        return true
    }

    private mutating func append(_ hash: Digest) throws {
        var completed: [(TreeNode, Digest)] = []
        range.append(hash) { node, hash in
            if store.isTileLevel(UInt64(node.level)) { completed.append((node, hash)) }
        }
        for (node, hash) in completed {
            let kept = try store.tile(of: log, level: UInt64(node.level), place: node.index)
            if kept != hash {
                note("tile", "level \(node.level), place \(node.index)", "its leaves lead to another hash")
            }
        }
        try compareHeads()
    }

    private mutating func compareHeads() throws {
        while let head = heads.first, head.size.value <= range.end {
            heads.removeFirst()
            if head.size.value == range.end, head.root != range.root {
                note("head", "size \(head.size)", "the leaves before it lead to another root")
            }
        }
    }

    private mutating func check(_ row: Store.LeafRow) throws {
        guard let sealed = row.sealed else { return }
        guard let slot = row.slot else {
            return note("leaf", "leaf \(row.index)", "it has a content and no slot that opens it")
        }
        do {
            guard let entry = try store.openLeaf(hash: row.hash, slot: slot, sealed: sealed) else { return }
            if Self.kind(of: entry.encodedBody) != row.kind {
                note("leaf", "leaf \(row.index)", "it is of another kind than its row says")
            }
        } catch let error as any ComityError {
            note("leaf", "leaf \(row.index)", error.reason)
        }
    }

    /// As it stands in the row: 0 for what is not understood.
    private static func kind(of body: [UInt8]) -> Int64 {
        do { return Int64(try EntryBody(decoding: body).kind.rawValue) } catch { return 0 }
    }

    private mutating func note(_ table: String, _ place: String, _ reason: String) {
        faults.append(StoreFault(table: table, place: "\(log.feed)/\(log.epoch) \(place)", reason: reason))
    }
}

/// What the verifier reads.
extension Store {
    /// A leaf as its row has it.
    struct LeafRow {
        let index: UInt64
        let hash: Digest
        let kind: Int64
        let slot: Int64?
        let sealed: [UInt8]?
    }

    func leafRows(of log: StoredLog, from start: UInt64, to end: UInt64) throws -> [LeafRow] {
        let first = log.position(LeafIndex(0))
        return try database.all(
            SQL(
                "leaf.rows",
                """
                SELECT position, hash, kind, slot, sealed
                FROM leaf
                WHERE position >= ?1 AND position < ?2
                ORDER BY position
                """
            ), log.position(LeafIndex(start)), log.position(LeafIndex(end))
        ) {
            LeafRow(
                index: UInt64($0.int64(0) - first), hash: try $0.digest(1), kind: $0.int64(2),
                slot: $0.optionalInt64(3), sealed: $0.optionalBytes(4))
        }
    }

    /// The largest subtree that came as one hash and begins at `index`.
    func subtree(of log: StoredLog, at index: UInt64) throws -> (level: UInt64, hash: Digest)? {
        try database.first(
            SQL(
                "subtree.at",
                """
                SELECT level, hash FROM subtree
                WHERE log = ?1 AND (place << level) = ?2
                ORDER BY level DESC
                LIMIT 1
                """), log.number, Int64(index)
        ) { (UInt64($0.int64(0)), try $0.digest(1)) }
    }

    func allHeads(of log: StoredLog) throws -> [StoredHead] {
        try database.all(
            SQL("head.all", "SELECT size, root, signature FROM head WHERE log = ?1 ORDER BY size"), log.number,
            row: storedHead)
    }

    /// The numbers of all logs, those of ended epochs too.
    package func logNumbers() throws -> [Int64] {
        try database.all(SQL("log.numbers", "SELECT number FROM log ORDER BY number")) { $0.int64(0) }
    }
}
