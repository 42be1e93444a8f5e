package import ComityAudit
package import ComityCore
package import ComityMerkle
import ComitySQLite

/// The audit trail: events as leaves of a Merkle log.
extension Store {
    static let auditRange = "audit-range"

    /// Appends an event to the trail, in the step that it tells of, with the list that it commits to.
    /// - Returns: its index.
    @discardableResult
    package func append(_ event: AuditEvent, list: CommittedList? = nil) throws -> LeafIndex {
        guard database.transactionDepth > 0 else { return try step { try append(event, list: list) } }
        var range = try auditRange()
        // Its hashes are changed in place: no other reference to them is kept meanwhile.
        notes.trail = nil
        defer { notes.trail = range }
        let encoded = event.encoded
        let hash = TreeHash.leaf(encoded)
        let index = LeafIndex(range.end)
        try database.run(
            SQL("audit.append", "INSERT INTO audit (number, hash, event) VALUES (?1, ?2, ?3)"), Int64(index.value),
            hash,
            encoded)
        if let list {
            try database.run(
                SQL("audit.list-append", "INSERT INTO audit_list (event, salt, list) VALUES (?1, ?2, ?3)"),
                Int64(index.value), list.salt, list.bytes)
        }
        range.append(hash)
        notes.isTrailChanged = true
        return index
    }

    /// The compact range of the whole trail.
    package func auditRange() throws -> CompactRange {
        if let known = notes.trail { return known }
        let range = try note(Self.auditRange).map { try CompactRange(decoding: $0) } ?? CompactRange()
        notes.trail = range
        return range
    }

    package func auditSize() throws -> TreeSize { TreeSize(try auditRange().end) }

    /// Visits the encoded events from `index` on until `body` answers false.
    package func forEachAuditEvent(
        from index: LeafIndex = LeafIndex(0), _ body: (LeafIndex, [UInt8], Digest) throws -> Bool
    ) throws {
        try database.forEach(
            SQL("audit.scan", "SELECT number, event, hash FROM audit WHERE number >= ?1 ORDER BY number"),
            Int64(index.value)
        ) { try body(LeafIndex(UInt64($0.int64(0))), $0.bytes(1), try $0.digest(2)) }
    }

    /// The place behind the last event that is stored, whatever the trail's size is said to be.
    package func auditEnd() throws -> LeafIndex {
        try database.first(SQL("audit.end", "SELECT max(number) FROM audit")) {
            LeafIndex(UInt64(($0.optionalInt64(0) ?? -1) + 1))
        } ?? LeafIndex(0)
    }

    /// The list that an event commits to.
    package func auditList(_ index: LeafIndex) throws -> CommittedList? {
        try database.first(SQL("audit.list", "SELECT salt, list FROM audit_list WHERE event = ?1"), Int64(index.value))
        {
            CommittedList(salt: $0.bytes(0), bytes: $0.bytes(1))
        }
    }

    package func auditEvent(_ index: LeafIndex) throws -> [UInt8]? {
        try database.first(SQL("audit.read", "SELECT event FROM audit WHERE number = ?1"), Int64(index.value)) {
            $0.bytes(0)
        }
    }

    /// The hashes of one tile of the trail's events before `end`, as C2SP tlog-tiles lays them out; nil beyond them.
    /// Upper tiles are computed from the stored leaf hashes. Complexity: O(leaves below it).
    package func auditTile(_ id: TileID, end: LeafIndex) throws -> [UInt8]? {
        let leavesPerHash: UInt64 = 1 << UInt64(Tile.height * id.level)
        let first = id.index * UInt64(Tile.fullWidth) * leavesPerHash
        let hashes = try database.all(
            SQL("audit.tile", "SELECT hash FROM audit WHERE number >= ?1 AND number < ?2 ORDER BY number"),
            Int64(first), Int64(min(end.value, first + UInt64(Tile.fullWidth) * leavesPerHash))
        ) { try $0.digest(0) }
        let whole = hashes.count / Int(leavesPerHash)
        guard whole > 0 else { return nil }
        var tile: [UInt8] = []
        for place in 0..<whole {
            var range = CompactRange()
            for hash in hashes[place * Int(leavesPerHash)..<(place + 1) * Int(leavesPerHash)] { range.append(hash) }
            tile.append(contentsOf: range.root.bytes)
        }
        return tile
    }

    /// The entries of a level 0 tile that stand before `end`, each behind its length in two bytes (C2SP tlog-tiles).
    package func auditEntryBundle(_ id: TileID, end: LeafIndex) throws -> [UInt8] {
        var bundle: [UInt8] = []
        var left = Tile.fullWidth
        try forEachAuditEvent(from: LeafIndex(id.index * UInt64(Tile.fullWidth))) { index, event, _ in
            guard index < end else { return false }
            bundle.append(contentsOf: bigEndianBytes(UInt16(clamping: event.count)))
            bundle.append(contentsOf: event)
            left -= 1
            return left > 0
        }
        return bundle
    }

    /// The inclusion proof of an event in the trail of the first `size` events. Complexity: O(size).
    package func auditProof(of index: LeafIndex, size: TreeSize) throws -> [Digest] {
        let leaves = try database.all(
            SQL("audit.hashes", "SELECT hash FROM audit WHERE number < ?1 ORDER BY number"), Int64(size.value)
        ) { try $0.digest(0) }
        return InclusionProof(of: index, in: size) { node in
            var range = CompactRange(begin: node.begin)
            for hash in leaves[Int(node.begin)..<Int(node.end)] { range.append(hash) }
            return range.rangeHash
        }.hashes
    }

    package func addAuditHead(size: TreeSize, note: [UInt8]) throws {
        try database.run(
            SQL("audit.head-add", "INSERT OR IGNORE INTO audit_head (size, note) VALUES (?1, ?2)"), Int64(size.value),
            note)
    }

    /// Signed checkpoints of the trail, oldest first.
    package func auditHeads() throws -> [(size: TreeSize, note: [UInt8])] {
        try database.all(SQL("audit.heads", "SELECT size, note FROM audit_head ORDER BY size")) {
            (TreeSize(UInt64($0.int64(0))), $0.bytes(1))
        }
    }

    /// Whether the trail has exactly one signed checkpoint. Complexity: O(1).
    package func hasOneAuditHead() throws -> Bool {
        let few = SQL("audit.heads-few", "SELECT count(*) FROM (SELECT 1 FROM audit_head LIMIT 2)")
        return try database.first(few) { $0.int64(0) } == 1
    }

    /// The signed checkpoint of the trail at a size.
    package func auditHead(size: TreeSize) throws -> [UInt8]? {
        try database.first(SQL("audit.head-at", "SELECT note FROM audit_head WHERE size = ?1"), Int64(size.value)) {
            $0.bytes(0)
        }
    }

    package func newestAuditHead() throws -> (size: TreeSize, note: [UInt8])? {
        try database.first(
            SQL("audit.head-newest", "SELECT size, note FROM audit_head ORDER BY size DESC LIMIT 1")
        ) { (TreeSize(UInt64($0.int64(0))), $0.bytes(1)) }
    }
}
