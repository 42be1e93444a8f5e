import ComityCore
import ComitySQLite
import Testing

private struct Changed: Error {}

@Suite struct TransactionTests {
    private let folder = TemporaryFolder()

    private func open(_ options: ConnectionOptions = ConnectionOptions()) throws -> Connection {
        let connection = try Connection(path: folder.file(), options: options)
        try connection.execute("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, body BLOB) STRICT")
        return connection
    }

    private func insert(_ id: Int, into connection: Connection, bytes: Int = 1) throws {
        try connection.run("INSERT INTO item VALUES (?1, ?2)", id, [UInt8](repeating: 7, count: bytes))
    }

    private func ids(_ connection: Connection) throws -> [Int64] {
        try connection.all("SELECT id FROM item ORDER BY id") { $0.int64(0) }
    }

    @Test func aFailureUndoesTheWholeTransaction() throws {
        let connection = try open()
        #expect(throws: Changed.self) {
            try connection.transaction {
                try insert(1, into: connection)
                throw Changed()
            }
        }
        #expect(try ids(connection) == [])
        #expect(connection.transactionDepth == 0)
        #expect(!connection.isInTransaction)
    }

    @Test func aSavepointUndoesOnlyItself() throws {
        let connection = try open()
        try connection.transaction {
            try insert(1, into: connection)
            #expect(throws: Changed.self) {
                try connection.transaction {
                    try insert(2, into: connection)
                    try connection.transaction { try insert(3, into: connection) }
                    throw Changed()
                }
            }
            try connection.transaction { try insert(4, into: connection) }
        }
        #expect(try ids(connection) == [1, 4])
        #expect(connection.transactionDepth == 0)
    }

    @Test func aCommitIsSeenByAnotherConnectionAndARollbackIsNot() throws {
        let writer = try open()
        let reader = try Connection(path: folder.file(), options: ConnectionOptions(access: .readOnly))
        try writer.transaction {
            try insert(1, into: writer)
            #expect(try ids(reader) == [])
        }
        #expect(try ids(reader) == [1])
        #expect(throws: SQLiteError(.readOnly, "")) { try insert(2, into: reader) }
    }

    @Test func aSecondWriterIsToldToTryAgain() throws {
        let first = try open()
        let second = try open()
        try second.execute("PRAGMA busy_timeout=1")
        try first.transaction {
            #expect(throws: SQLiteError(.busy, "")) { try second.transaction {} }
        }
        try second.transaction { try insert(1, into: second) }
        #expect(try ids(first) == [1])
    }

    @Test func aFullStoreKeepsWhatWasCommitted() throws {
        let connection = try open(ConnectionOptions(pageLimit: 16))
        try connection.transaction { try insert(1, into: connection) }
        let error = #expect(throws: SQLiteError.self) {
            try connection.transaction { try insert(2, into: connection, bytes: 100_000) }
        }
        #expect(error?.kind == .full)
        #expect(error?.family == .local)
        #expect(try ids(connection) == [1])
        try connection.limit(pages: 1000)
        try connection.transaction { try insert(2, into: connection, bytes: 100_000) }
        #expect(try ids(connection) == [1, 2])
        #expect(try connection.integrityCheck() == [])
    }

    /// A body that swallows the failure must not go on writing outside the transaction that is gone.
    @Test func nothingIsWrittenAfterTheTransactionWasLost() throws {
        let connection = try open(ConnectionOptions(pageLimit: 16))
        #expect(throws: SQLiteError(.transactionLost, "")) {
            try connection.transaction {
                try insert(1, into: connection)
                // ROLLBACK behind the wrapper's back stands for SQLite's own.
                #expect(throws: SQLiteError.self) {
                    try connection.execute("ROLLBACK; SELECT no_such_function()")
                }
                try insert(2, into: connection)
            }
        }
        #expect(try ids(connection) == [])
        try connection.transaction { try insert(3, into: connection) }
        #expect(try ids(connection) == [3])
    }

    @Test func deletedContentIsGoneAfterACheckpoint() throws {
        let secret = Array("a name nobody may find".utf8)
        let connection = try open()
        try connection.run("INSERT INTO item VALUES (1, ?1)", secret)
        try connection.checkpointTruncate()
        #expect(holds(secret))
        try connection.run("DELETE FROM item")
        try connection.checkpointTruncate()
        #expect(!holds(secret))
        #expect(contents(of: folder.file() + "-wal").isEmpty)
    }

    private func holds(_ bytes: [UInt8]) -> Bool {
        String(decoding: contents(of: folder.file()), as: UTF8.self)
            .contains(String(decoding: bytes, as: UTF8.self))
    }

    @Test func aReaderInTheMiddleHoldsTheCheckpointUp() throws {
        let writer = try open()
        try writer.execute("PRAGMA busy_timeout=1")
        try insert(1, into: writer)
        let reader = try Connection(path: folder.file(), options: ConnectionOptions(access: .readOnly))
        let rows = try reader.statement("SELECT id FROM item")
        #expect(try rows.step())
        try insert(2, into: writer)
        #expect(throws: SQLiteError(.busy, "")) { try writer.checkpointTruncate() }
        rows.reset()
        try writer.checkpointTruncate()
    }

    @Test func aBackupHoldsWhatWasCommitted() throws {
        let connection = try open()
        try insert(1, into: connection)
        try connection.backup(to: folder.file("copy.db"))
        let copy = try Connection(path: folder.file("copy.db"), options: ConnectionOptions(access: .existing))
        #expect(try ids(copy) == [1])
        #expect(throws: SQLiteError.self) { try connection.backup(to: folder.file("copy.db")) }
    }
}

@Suite struct DamagedFileTests {
    private let folder = TemporaryFolder()

    @Test func aFileThatIsNoDatabaseIsNamedCorrupt() throws {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 8192)
        do {
            let made = try Connection(path: folder.file())
            try made.execute("CREATE TABLE item (id INTEGER) STRICT")
            try made.checkpointTruncate()
        }
        overwrite(folder.file(), at: 0, with: text)
        #expect(throws: SQLiteError(.corrupt, "")) { try Connection(path: folder.file()) }
    }

    @Test func aDamagedPageIsFound() throws {
        do {
            let made = try Connection(path: folder.file())
            try made.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT) STRICT")
            for id in 0..<500 { try made.run("INSERT INTO item VALUES (?1, 'some text')", id) }
            try made.checkpointTruncate()
        }
        overwrite(folder.file(), at: 4096, with: [UInt8](repeating: 0xFF, count: 64))
        let connection = try Connection(path: folder.file())
        #expect(throws: SQLiteError(.corrupt, "")) {
            let faults = try connection.integrityCheck()
            if !faults.isEmpty { throw SQLiteError(.corrupt, faults[0]) }
        }
    }

    @Test func aMissingFileOrFolderIsNamed() throws {
        #expect(throws: SQLiteError(.openFailed, "")) {
            try Connection(path: folder.file(), options: ConnectionOptions(access: .existing))
        }
        #expect(throws: SQLiteError(.openFailed, "")) { try Connection(path: "/no/such/folder/store.db") }
        #expect(throws: SQLiteError(.openFailed, "")) { try Connection(path: "a\u{0}b") }
    }

    @Test func anUnknownDiskIsRefused() throws {
        #expect(throws: SQLiteError.self) {
            try Connection(path: folder.file(), options: ConnectionOptions(vfs: "no-such-vfs"))
        }
    }
}
