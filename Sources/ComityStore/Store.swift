import ComityAgreement
import ComityCore
import ComityMerkle
package import ComitySQLite

/// What a step would write over and over: kept in memory until its end, and as it was before if the step is undone.
struct StepNotes {
    /// The compact range of the audit trail; nil until it was read.
    var trail: CompactRange?
    var isTrailChanged = false
    /// Notes that wait to be written, by name.
    var waiting: [String: [UInt8]] = [:]
}

/// Everything that one node keeps: its statements, the feeds that it writes and reads, agreements, cards, the audit
/// trail and the linkage queue. The only room with SQL. Specs/store.md
///
/// One owner, one thread. Every change happens in ``step(_:)``, and bodies of statements and entries pass through one
/// door each way, where they are sealed and opened.
package final class Store {
    let database: Connection
    var seals: SealingKeys
    package var salts: SaltTrees
    package var signedSizes: SignedSizes
    /// What steps change over and over; see ``StepNotes``.
    var notes = StepNotes()
    var recentRecords = RecentRecords()
    /// Agreements by their stored bytes: reading one parses its text and verifies every signature.
    var readAgreements: [[UInt8]: SignedAgreement] = [:]
    /// Notices that were read and verified, by their bytes.
    var readNotices: [[UInt8]: SignedNotice] = [:]

    /// See ``erasureCount(of:)``. Also counts what a step undid: then a batch is sealed once more.
    var erasureCounts: [Int64: UInt64] = [:]

    /// Whether some own record may name a partner's; nil until somebody asks.
    var mayNamePartners: Bool?

    /// Opens the store, bringing its schema up to date.
    /// - Parameters:
    ///   - folder: the key folder that belongs to it.
    ///   - seed: 32 random bytes for the sealing tree, used if this is a new store.
    /// - Throws: `newer-schema`, `corrupt`, `store-missing`, `key-missing`, `locked` or `full`.
    package init(database: Connection, folder: any KeyFolder, seed: [UInt8]) throws {
        self.database = database
        let migrator = Migrator(StoreMigrations.all)
        let isNew = try migrator.isNew(database)
        // The keys of a store are planted after its tables are there: keys without tables are those of a store that is
        // gone, and an empty one in its place would look as if nothing had ever been.
        guard try !isNew || !SealingKeys.arePlanted(in: folder) else {
            throw StoreError(
                .storeMissing,
                "`\(database.path)` is missing or empty, but its keys are here: restore it from a backup")
        }
        _ = try migrator.migrate(database)
        seals = try SealingKeys(folder: folder, seed: seed, mayPlant: try Self.holdsNothingSealed(database))
        salts = try SaltTrees(folder: folder)
        signedSizes = try SignedSizes(folder: folder)
        try checkSalts()
    }

    /// Whether no key is missed if there are none: the store is new, or its keys could not be planted when it was.
    private static func holdsNothingSealed(_ database: Connection) throws -> Bool {
        try database.first(
            SQL("store.sealed", "SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM leaf)")
        ) { !$0.boolean(0) } ?? true
    }

    /// - Throws: `key-missing` if own feeds have leaves, but no salts: nothing of them could be sent again.
    private func checkSalts() throws {
        guard salts.isEmpty, try logs().contains(where: { $0.isOwn && $0.size.value > 0 }) else { return }
        throw StoreError(.keyMissing, "the key folder has no file `\(SaltTrees.file)`: restore it from a backup")
    }

    /// Opens the store in a file, making it if there is none.
    /// - Parameter pageLimit: the largest size of the file in pages of 4 KiB; nil for no limit.
    package convenience init(
        path: String, folder: any KeyFolder, seed: [UInt8], pageLimit: Int64? = nil
    ) throws {
        try self.init(
            database: try Connection(path: path, options: ConnectionOptions(pageLimit: pageLimit)), folder: folder,
            seed: seed)
    }

    /// Runs one step: all of `body` is committed when this returns, or nothing if it throws.
    package func step<Result>(_ body: () throws -> Result) throws -> Result {
        let before = notes
        do {
            return try database.transaction {
                let result = try body()
                if database.transactionDepth == 1 { try writeNotes() }
                return result
            }
        } catch {
            notes = before
            recentRecords.forgetAll()
            throw error
        }
    }

    /// The number of migrations that made the present schema.
    package static var schemaVersion: Int { StoreMigrations.all.count }

    /// What is wrong with the database file; empty if nothing. Complexity: reads the whole file.
    package func integrityFaults() throws -> [String] { try database.integrityCheck() }

    /// Limits the size of the database file, for tests of a full store.
    package func limit(pages: Int64) throws { try database.limit(pages: pages) }

    /// Closes the database, moving the write-ahead log into it.
    package func close() throws {
        try database.checkpointTruncate()
        database.close()
    }

    /// A small value kept by name, such as a cursor.
    package func note(_ name: String) throws -> [UInt8]? {
        if let waiting = notes.waiting[name] { return waiting }
        return try database.first(SQL("meta.read", "SELECT value FROM meta WHERE name = ?1"), name) { $0.bytes(0) }
    }

    package func setNote(_ name: String, _ value: [UInt8]) throws {
        notes.waiting[name] = nil
        try writeNote(name, value)
    }

    /// As ``setNote(_:_:)``, for a note that a step sets again and again: it is written once, with the step's end.
    package func setNoteLate(_ name: String, _ value: [UInt8]) throws {
        guard database.transactionDepth > 0 else { return try setNote(name, value) }
        notes.waiting[name] = value
    }

    private func writeNotes() throws {
        for (name, value) in notes.waiting.sorted(by: { $0.key < $1.key }) { try writeNote(name, value) }
        notes.waiting.removeAll(keepingCapacity: true)
        if notes.isTrailChanged, let trail = notes.trail {
            try writeNote(Self.auditRange, trail.encoded)
            notes.isTrailChanged = false
        }
    }

    private func writeNote(_ name: String, _ value: [UInt8]) throws {
        try database.run(
            SQL("meta.write", "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2"),
            name, value)
    }
}
