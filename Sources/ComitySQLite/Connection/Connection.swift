import CSQLite
import ComityCore

/// One connection to one SQLite database, owned by one thread at a time.
///
/// Rules, and what breaks without them:
/// - One owner. SQLite is opened without its mutexes: two threads at once corrupt memory. The type is not `Sendable`.
/// - Every write happens in ``transaction(_:)``. A write outside commits, and syncs the disk, by itself.
/// - No statement is left in the middle of its rows: it would pin a snapshot and block ``checkpointTruncate()``.
///
/// The file is in WAL mode with `synchronous=FULL`: a commit that returned survives a power cut.
/// Deleted content is overwritten (`secure_delete`); temporary tables stay in memory.
package final class Connection {
    private let handle: OpaquePointer
    package let path: String
    /// Open transactions: 1 for the outermost, more for savepoints within.
    package private(set) var transactionDepth = 0
    /// SQLite rolled the transaction back while closures of it still run.
    private(set) var isTransactionLost = false
    private var literals: [UInt: Statement] = [:]
    private var built: [String: Statement] = [:]

    /// Built statements kept prepared; the cache is emptied when it is full. Literals are as many as the program has.
    package static let builtStatementLimit = 64

    /// Opens the database and applies the pragmas.
    /// - Throws: `open-failed`, `corrupt` if the file is no database, `busy`.
    package init(path: String, options: ConnectionOptions = ConnectionOptions()) throws(SQLiteError) {
        self.path = path
        handle = try Self.open(path, options)
        // From here on deinit closes the handle, also when a pragma throws.
        try configure(options)
    }

    deinit { close() }

    private static func open(_ path: String, _ options: ConnectionOptions) throws(SQLiteError) -> OpaquePointer {
        guard !path.utf8.contains(0) else { throw SQLiteError(.openFailed, "a path has no NUL byte") }
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        switch options.access {
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .existing: flags |= SQLITE_OPEN_READWRITE
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        }
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, flags, options.vfs)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw SQLiteError(resultCode: code, extendedCode: code, message: message, place: "open", path: path)
        }
        return handle
    }

    private var isClosed = false

    /// Finalizes every statement and closes the file. Using the connection afterwards is a fault of the program.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        literals.removeAll()
        built.removeAll()
        sqlite3_close_v2(handle)
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Runs a script of statements without parameters or rows: schema and pragmas.
    /// - Parameter name: what error messages call it.
    package func execute(_ script: String, name: String = "script") throws(SQLiteError) {
        guard !isTransactionLost else { throw transactionLost(during: name) }
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else {
            let failure = error(code, place: name)
            noteFailure()
            throw failure
        }
    }

    func error(_ code: Int32, place: String) -> SQLiteError {
        SQLiteError(
            resultCode: code, extendedCode: sqlite3_extended_errcode(handle),
            message: String(cString: sqlite3_errmsg(handle)), place: place, path: path)
    }
}

// MARK: Statements
extension Connection {
    /// The prepared statement for `sql`, reset and with nothing bound.
    ///
    /// A statement that is still in the middle of its rows is not disturbed: the caller gets a fresh one.
    /// Complexity: O(1) once prepared; preparing costs microseconds.
    package func statement(_ sql: SQL) throws(SQLiteError) -> Statement {
        let statement = try idle(sql)
        statement.clear()
        return statement
    }

    /// The prepared statement, reset; what was bound last is still bound, for a caller that binds every parameter.
    func idle(_ sql: SQL) throws(SQLiteError) -> Statement {
        switch sql.source {
        case .literal(_, let text):
            let key = UInt(bitPattern: text.utf8Start)
            if let cached = literals[key], !cached.isActive { return cached }
            let fresh = try prepare(sql)
            if literals[key] == nil { literals[key] = fresh }
            return fresh
        case .built(_, let text):
            if let cached = built[text], !cached.isActive { return cached }
            let fresh = try prepare(sql)
            if built.count >= Self.builtStatementLimit { built.removeAll() }
            if built[text] == nil { built[text] = fresh }
            return fresh
        }
    }

    private func prepare(_ sql: SQL) throws(SQLiteError) -> Statement {
        guard !isClosed else {
            throw SQLiteError(.misuse, "`\(sql.name)`: the connection is closed", family: .invariant)
        }
        var statement: OpaquePointer?
        var text = sql.text
        let (code, rest) = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    handle, characters.baseAddress, Int32(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT),
                    &statement, &tail)
                let used = tail.map { characters.baseAddress!.distance(to: $0) } ?? characters.count
                return (code, String(decoding: utf8[used...], as: UTF8.self))
            }
        }
        guard code == SQLITE_OK else { throw error(code, place: sql.name) }
        guard let statement else { throw SQLiteError(.misuse, "`\(sql.name)`: the text holds no statement") }
        guard rest.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x0A }) else {
            sqlite3_finalize(statement)
            throw SQLiteError(.misuse, "`\(sql.name)`: the text holds more than one statement", family: .invariant)
        }
        return Statement(sql, handle: statement, connection: self)
    }
}

// MARK: State
extension Connection {
    /// Whether SQLite itself is inside a transaction.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Remembers that a failure took the whole transaction with it (a full disk, an I/O error, running out of memory).
    /// https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
    func noteFailure() {
        if transactionDepth > 0, !isInTransaction { isTransactionLost = true }
    }

    func transactionLost(during place: String) -> SQLiteError {
        SQLiteError(.transactionLost, "`\(place)`: the transaction was rolled back by an earlier failure")
    }

    /// Switches off what lets SQL damage the file, and double-quoted texts.
    func harden() throws(SQLiteError) {
        let code = comity_sqlite3_harden(handle)
        guard code == SQLITE_OK else { throw error(code, place: "open") }
    }

    func enter() { transactionDepth += 1 }

    func leave() {
        transactionDepth -= 1
        if transactionDepth == 0 { isTransactionLost = false }
    }

    /// Writes every committed page into the database file and empties the WAL, so that overwritten content is in
    /// neither.
    /// - Throws: `busy` if a reader still needs the WAL.
    package func checkpointTruncate() throws(SQLiteError) {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK else { throw error(code, place: "checkpoint") }
    }
}
