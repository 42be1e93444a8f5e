package import ComityAudit
package import ComityCore
package import ComityMerkle
import ComitySQLite

/// The audit trail: events as leaves of a Merkle log.
extension Store {
    private static let auditRange = "audit-range"

    /// Appends an event to the trail, in the step that it tells of, with the list that it commits to.
    /// - Returns: its index.
    @discardableResult
    package func append(_ event: AuditEvent, list: CommittedList? = nil) throws -> LeafIndex {
        var range = try auditRange()
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
        try setNote(Self.auditRange, range.encoded)
        return index
    }

    /// The compact range of the whole trail.
    package func auditRange() throws -> CompactRange {
        guard let bytes = try note(Self.auditRange) else { return CompactRange() }
        return try CompactRange(decoding: bytes)
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

    package func newestAuditHead() throws -> (size: TreeSize, note: [UInt8])? {
        try database.first(
            SQL("audit.head-newest", "SELECT size, note FROM audit_head ORDER BY size DESC LIMIT 1")
        ) { (TreeSize(UInt64($0.int64(0))), $0.bytes(1)) }
    }
}
