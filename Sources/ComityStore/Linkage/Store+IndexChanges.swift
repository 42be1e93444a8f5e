package import ComityCore
import ComitySQLite

/// What the files of the live index do not have yet, and which files belong to this store.
/// Specs/linkage-index.md#changes
extension Store {
    /// Notes, in the step that caused it, that the index took a record in, anew, or out.
    package func noteIndexChange(_ ref: RecordRef) throws {
        try database.run(
            SQL("index-change.add", "INSERT OR IGNORE INTO index_change (log, handle) VALUES (?1, ?2)"), ref.log,
            ref.handle)
        try setNoteLate(Self.positionNote, bigEndianBytes(try indexPosition() + 1))
    }

    /// How many changes of the index were ever noted.
    package func indexPosition() throws -> UInt64 {
        try number(Self.positionNote)
    }

    /// The records that changed since the files were written last: each is to be read again. Complexity: O(those).
    package func indexChanges() throws -> [RecordRef] {
        try database.all(
            SQL("index-change.list", "SELECT log, handle FROM index_change ORDER BY log, handle")
        ) { RecordRef(log: $0.int64(0), handle: $0.int64(1)) }
    }

    package func indexChangeCount() throws -> Int64 {
        try count(SQL("index-change.count", "SELECT count(*) FROM index_change"))
    }

    /// Whether files of this identity are of this store, not of one before it was restored or after.
    package func knowsIndex(_ identity: Digest, position: UInt64) throws -> Bool {
        let known = [try note(Self.identityNote), try note(Self.nextIdentityNote)]
        return try known.contains(identity.bytes) && position <= indexPosition()
    }

    /// Durable before files of this identity are written: then they are known whichever write comes last.
    package func announceIndex(_ identity: Digest) throws {
        try step { try setNote(Self.nextIdentityNote, identity.bytes) }
    }

    /// The files of this identity have all changes so far.
    /// - Parameter isClean: whether they hold nothing of records that are gone.
    package func keepIndex(_ identity: Digest, at now: Timestamp, isClean: Bool) throws {
        let time = bigEndianBytes(UInt64(bitPattern: now.milliseconds))
        try step {
            try setNote(Self.identityNote, identity.bytes)
            try setNote(Self.writtenNote, time)
            if isClean { try setNote(Self.cleanNote, time) }
            try database.run(SQL("index-change.clear", "DELETE FROM index_change"))
        }
    }

    /// When the files were written last, and when last so that they held nothing of records that were gone; long ago if
    /// never.
    package func indexTimes() throws -> (written: Timestamp, clean: Timestamp) {
        (try time(Self.writtenNote), try time(Self.cleanNote))
    }

    private func time(_ name: String) throws -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: try number(name)))
    }

    private func number(_ name: String) throws -> UInt64 {
        try note(name).map { $0.reduce(0) { $0 << 8 | UInt64($1) } } ?? 0
    }

    /// There are no files: nothing is missing in them.
    package func forgetIndex() throws {
        try step {
            try setNote(Self.identityNote, [])
            try setNote(Self.nextIdentityNote, [])
            try database.run(SQL("index-change.clear", "DELETE FROM index_change"))
        }
    }

    private static let positionNote = "index-position"
    private static let identityNote = "index-identity"
    private static let nextIdentityNote = "index-next"
    private static let writtenNote = "index-written"
    private static let cleanNote = "index-clean"
}
