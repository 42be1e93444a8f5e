package import ComityCore
import ComityCrypto
package import ComityFeed
import ComityMerkle
import ComitySQLite

/// The leaves of logs: one door in and one door out for the bytes of entries.
extension Store {
    /// Tiles of 2^8 leaves are kept at heights 8, 16 and 24, so that a proof reads a few hundred hashes at most.
    static let tileHeight: UInt64 = 8

    /// An entry as it is kept.
    package struct StoredEntry: Sendable {
        package let salt: Salt
        package let encodedBody: [UInt8]
    }

    /// The entry of a leaf, or nil if its content is gone.
    /// - Throws: `corrupt` if the content does not fit the hash.
    package func entry(_ leaf: LeafIndex, of log: StoredLog) throws -> StoredEntry? {
        try database.first(
            SQL("leaf.read", "SELECT hash, slot, sealed FROM leaf WHERE position = ?1 AND sealed IS NOT NULL"),
            log.position(leaf)
        ) { try openLeaf(hash: $0.digest(0), slot: $0.int64(1), sealed: $0.bytes(2)) } ?? nil
    }

    /// What kind of entry a leaf holds or held; nil for a bare hash and for one that was not understood.
    package func kind(of leaf: LeafIndex, in log: StoredLog) throws -> EntryKind? {
        let number = try database.first(
            SQL("leaf.kind", "SELECT kind FROM leaf WHERE position = ?1"), log.position(leaf)
        ) {
            $0.int64(0)
        }
        return number.flatMap { EntryKind(rawValue: UInt64($0)) }
    }

    /// The leaves from `start` up to `size` as a batch carries them: dead ones bare, as few hashes as may be.
    /// - Returns: nil where content is gone that no census has counted yet, so that nobody could accept the batch;
    ///   where an entry was refused, so that its content is not here; and where the range begins within a dead subtree
    ///   that came as one hash. The peer gets these leaves from somebody else.
    package func batchLeaves(of log: StoredLog, from start: LeafIndex, to size: TreeSize) throws -> [BatchLeaf]? {
        let counted = try countedBitmap(of: log)
        var leaves: [BatchLeaf] = []
        var next = start.value
        while next < size.value {
            if counted.isDead(LeafIndex(next)) {
                let level = try deadLevel(at: next, to: size.value, counted: counted, of: log)
                guard let hash = try knownHash(of: log, level: level, place: next >> level) else { return nil }
                leaves.append(.dead(level: level, hash: hash))
                next += 1 << level
            } else {
                var end = next + 1
                while end < size.value, !counted.isDead(LeafIndex(end)) { end += 1 }
                let count = leaves.count
                try appendLive(next..<end, of: log, to: &leaves)
                guard leaves.count - count == Int(end - next) else { return nil }
                next = end
            }
        }
        return leaves
    }

    /// The live leaves of a range whose content is here, in one scan.
    private func appendLive(_ range: Range<UInt64>, of log: StoredLog, to leaves: inout [BatchLeaf]) throws {
        try database.forEach(
            SQL(
                "leaf.scan",
                """
                SELECT hash, slot, sealed
                FROM leaf
                WHERE position >= ?1 AND position < ?2 AND sealed IS NOT NULL
                ORDER BY position
                """
            ),
            log.position(LeafIndex(range.lowerBound)), log.position(LeafIndex(range.upperBound))
        ) {
            guard let entry = try openLeaf(hash: $0.digest(0), slot: $0.int64(1), sealed: $0.bytes(2)) else {
                return false
            }
            leaves.append(.live(salt: entry.salt, body: entry.encodedBody))
            return true
        }
    }

    /// Destroys the content of leaves: from the rows now, and from every copy by puncturing their keys. Agreement
    /// entries and censuses say nothing of records, and stay: without the newest census no dead leaf could be shown to
    /// be dead.
    package func destroy(_ leaves: some Sequence<LeafIndex>, of log: StoredLog) throws {
        var slots: [Int64] = []
        for leaf in leaves {
            let slot = try database.first(
                SQL(
                    "leaf.slot",
                    "SELECT slot FROM leaf WHERE position = ?1 AND slot IS NOT NULL AND kind NOT IN (5, 6)"),
                log.position(leaf)
            ) { $0.int64(0) }
            guard let slot else { continue }
            slots.append(slot)
            try database.run(
                SQL("leaf.destroy", "UPDATE leaf SET slot = NULL, sealed = NULL WHERE position = ?1"),
                log.position(leaf))
        }
        guard !slots.isEmpty else { return }
        noteErasure(in: log)
        try notePendingPuncture(slots)
    }

    /// Forgets the content of leaves that a census counts as dead. Their slots stay: copies of the file still hold what
    /// they seal, and they are destroyed with the record.
    func dropContent(of range: Range<UInt64>, log: StoredLog) throws {
        try database.run(
            SQL("leaf.drop", "UPDATE leaf SET sealed = NULL WHERE position >= ?1 AND position < ?2"),
            log.position(LeafIndex(range.lowerBound)), log.position(LeafIndex(range.upperBound)))
    }

    /// Destroys every content of a log.
    func destroyAll(of log: StoredLog) throws {
        let first = log.position(LeafIndex(0))
        let end = first + StoredLog.leavesPerLog
        let slots = try database.all(
            SQL("leaf.slots", "SELECT slot FROM leaf WHERE position >= ?1 AND position < ?2 AND slot IS NOT NULL"),
            first, end
        ) { $0.int64(0) }
        guard !slots.isEmpty else { return }
        try database.run(
            SQL(
                "leaf.destroy-all",
                """
                UPDATE leaf
                SET slot = NULL, sealed = NULL
                WHERE position >= ?1 AND position < ?2 AND slot IS NOT NULL
                """
            ), first, end)
        noteErasure(in: log)
        try notePendingPuncture(slots)
    }

    /// The hash of a node: a leaf (`level` 0) or the root of 2^`level` leaves.
    /// - Throws: `not-found` beyond the end of the log or within a subtree that came as one hash.
    package func nodeHash(of log: StoredLog, level: UInt64, place: UInt64) throws -> Digest {
        guard let hash = try knownHash(of: log, level: level, place: place) else {
            throw StoreError(
                .notFound, "node \(place) of level \(level) of \(log.feed) is not here", family: .invariant)
        }
        return hash
    }

    /// The hash of a node, or nil beyond the end of the log and within a subtree that came as one hash.
    private func knownHash(of log: StoredLog, level: UInt64, place: UInt64) throws -> Digest? {
        if level == 0 { return try leafHash(LeafIndex(place), of: log) }
        if let hash = try tile(of: log, level: level, place: place) { return hash }
        if let hash = try subtree(of: log, level: level, place: place) { return hash }
        guard let left = try knownHash(of: log, level: level - 1, place: 2 * place),
            let right = try knownHash(of: log, level: level - 1, place: 2 * place + 1)
        else { return nil }
        return TreeHash.node(left, right)
    }

    func insertLeaf(
        _ leaf: LeafIndex, of log: StoredLog, hash: Digest, kind: EntryKind?, salt: Salt, body: [UInt8]
    ) throws {
        let sealed = try seals.seal(salt.bytes + body, purpose: .entry)
        try database.run(
            SQL("leaf.insert", "INSERT INTO leaf (position, hash, kind, slot, sealed) VALUES (?1, ?2, ?3, ?4, ?5)"),
            log.position(leaf), hash, Int64(kind?.rawValue ?? 0), sealed.slot, sealed.bytes)
    }

    /// A leaf of which only the hash is kept.
    func insertBare(_ leaf: LeafIndex, of log: StoredLog, hash: Digest) throws {
        try database.run(
            SQL("leaf.insert-bare", "INSERT INTO leaf (position, hash, kind) VALUES (?1, ?2, 0)"), log.position(leaf),
            hash)
    }

    func insertDead(of log: StoredLog, level: UInt64, hash: Digest) throws {
        if level == 0 {
            try insertBare(LeafIndex(log.size.value), of: log, hash: hash)
        } else {
            try database.run(
                SQL("subtree.insert", "INSERT INTO subtree (log, level, place, hash) VALUES (?1, ?2, ?3, ?4)"),
                log.number, Int64(level), Int64(log.size.value >> level), hash)
        }
        try markDead(log.size.value..<log.size.value + (1 << level), of: log)
    }

    /// Keeps the roots of tiles that a subtree of 2^`level` dead leaves completed, which came as one hash: its inner
    /// tiles nobody here knows.
    func completeTiles(of log: StoredLog, level: UInt64) throws {
        var tileLevel = max(Self.tileHeight, (level + Self.tileHeight - 1) / Self.tileHeight * Self.tileHeight)
        while log.size.value.isMultiple(of: 1 << tileLevel), tileLevel <= 3 * Self.tileHeight {
            let place = (log.size.value >> tileLevel) - 1
            let hash = try nodeHash(of: log, level: tileLevel, place: place)
            try insertTile(of: log, level: tileLevel, place: place, hash: hash)
            tileLevel += Self.tileHeight
        }
    }

    func insertTile(of log: StoredLog, level: UInt64, place: UInt64, hash: Digest) throws {
        try database.run(
            SQL("tile.insert", "INSERT OR REPLACE INTO tile (log, level, place, hash) VALUES (?1, ?2, ?3, ?4)"),
            log.number, Int64(level), Int64(place), hash)
    }

    /// Whether the roots of subtrees of this level are kept.
    func isTileLevel(_ level: UInt64) -> Bool {
        level > 0 && level.isMultiple(of: Self.tileHeight) && level <= 3 * Self.tileHeight
    }

    private func leafHash(_ leaf: LeafIndex, of log: StoredLog) throws -> Digest? {
        try database.first(SQL("leaf.hash", "SELECT hash FROM leaf WHERE position = ?1"), log.position(leaf)) {
            try $0.digest(0)
        }
    }

    func tile(of log: StoredLog, level: UInt64, place: UInt64) throws -> Digest? {
        guard isTileLevel(level) else { return nil }
        return try database.first(
            SQL("tile.read", "SELECT hash FROM tile WHERE log = ?1 AND level = ?2 AND place = ?3"), log.number,
            Int64(level), Int64(place)
        ) { try $0.digest(0) }
    }

    private func subtree(of log: StoredLog, level: UInt64, place: UInt64) throws -> Digest? {
        guard level > 0 else { return nil }
        return try database.first(
            SQL("subtree.read", "SELECT hash FROM subtree WHERE log = ?1 AND level = ?2 AND place = ?3"), log.number,
            Int64(level), Int64(place)
        ) { try $0.digest(0) }
    }

    /// The height of the largest dead aligned range that begins at `index`.
    private func deadLevel(
        at index: UInt64, to size: UInt64, counted: DeadBitmap, of log: StoredLog
    ) throws -> UInt64 {
        var level: UInt64 = 0
        while level < FeedLimits.subtreeLevel, index.isMultiple(of: 2 << level), index + (2 << level) <= size,
            2 << level <= FeedLimits.deadLeavesPerSegment,
            (index + (1 << level)..<index + (2 << level)).allSatisfy({ counted.isDead(LeafIndex($0)) })
        { level += 1 }
        return level
    }

    func openLeaf(hash: Digest, slot: Int64, sealed: [UInt8]) throws -> StoredEntry? {
        let plain: [UInt8]
        do {
            plain = try seals.open(sealed, slot: slot, purpose: .entry)
        } catch let error as CryptoError where error.kind == .punctured {
            // A restored backup brings rows back whose keys were destroyed since: their content is gone for good.
            return nil
        }
        guard plain.count > Salt.lengthBytes else {
            throw StoreError(.corrupt, "a stored entry is too short", family: .invariant)
        }
        let salt = try Salt(bytes: plain.prefix(Salt.lengthBytes))
        let body = Array(plain.dropFirst(Salt.lengthBytes))
        guard Entry.leafHash(salt: salt, body: body) == hash else {
            throw StoreError(.corrupt, "a stored entry does not fit its hash", family: .invariant)
        }
        return StoredEntry(salt: salt, encodedBody: body)
    }
}
