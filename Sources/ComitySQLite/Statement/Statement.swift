import CSQLite
package import ComityCore

/// A prepared statement of one connection, kept and reused by it.
///
/// Life: bind every parameter, ``step()`` until it answers false, read columns in between. A statement left in the
/// middle of its rows pins a snapshot and blocks checkpoints, so prefer the closures of ``Connection`` (`run`,
/// `first`, `all`, `forEach`), which reset it whatever happens. It is not `Sendable`: it belongs to the connection's
/// owner.
package final class Statement {
    /// What error messages call it.
    let sql: SQL
    private let handle: OpaquePointer
    private unowned let connection: Connection
    /// Between a row and the end of rows.
    private(set) var isActive = false
    package let parameterCount: Int
    package let columnCount: Int

    init(_ sql: SQL, handle: OpaquePointer, connection: Connection) {
        self.sql = sql
        self.handle = handle
        self.connection = connection
        parameterCount = Int(sqlite3_bind_parameter_count(handle))
        columnCount = Int(sqlite3_column_count(handle))
    }

    deinit { sqlite3_finalize(handle) }

    /// Advances to the next row; answers false at the end, where the statement is reset by itself.
    /// - Throws: what SQLite reports, or `transaction-lost` if the enclosing transaction is gone.
    package func step() throws(SQLiteError) -> Bool {
        guard !connection.isTransactionLost else { throw connection.transactionLost(during: sql.name) }
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW {
            isActive = true
            return true
        }
        let failure = code == SQLITE_DONE ? nil : connection.error(code, place: sql.name)
        end()
        guard let failure else { return false }
        connection.noteFailure()
        throw failure
    }

    /// Ends the rows. Bound values stay. Does nothing twice.
    package func reset() {
        if isActive { end() }
    }

    private func end() {
        // The code repeats the error of the last step, which step() has reported.
        _ = sqlite3_reset(handle)
        isActive = false
    }

    /// Forgets the bound values, which outlive a reset.
    func clear() {
        reset()
        sqlite3_clear_bindings(handle)
    }
}

// SQLite copies what is bound before the call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Statement {
    package func bind(_ value: Int64, at index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, Int32(index), value))
    }

    package func bind(_ value: Double, at index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_double(handle, Int32(index), value))
    }

    package func bindNull(at index: Int) throws(SQLiteError) {
        try check(sqlite3_bind_null(handle, Int32(index)))
    }

    package func bind(_ value: String, at index: Int) throws(SQLiteError) {
        var value = value
        let code = value.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                // An empty buffer may have no address, which SQLite would take for NULL.
                characters.baseAddress.map {
                    sqlite3_bind_text64(
                        handle, Int32(index), $0, UInt64(utf8.count), transient, UInt8(SQLITE_UTF8))
                } ?? sqlite3_bind_text(handle, Int32(index), "", 0, transient)
            }
        }
        try check(code)
    }

    package func bind(_ value: [UInt8], at index: Int) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bindCode($0, at: index) })
    }

    package func bind(_ value: Digest, at index: Int) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bindCode($0, at: index) })
    }

    /// Binds a BLOB. The bytes are copied.
    package func bind(_ value: UnsafeRawBufferPointer, at index: Int) throws(SQLiteError) {
        try check(bindCode(value, at: index))
    }

    private func bindCode(_ value: UnsafeRawBufferPointer, at index: Int) -> Int32 {
        guard let base = value.baseAddress, !value.isEmpty else {
            return sqlite3_bind_zeroblob(handle, Int32(index), 0)
        }
        return sqlite3_bind_blob64(handle, Int32(index), base, UInt64(value.count), transient)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw connection.error(code, place: sql.name) }
    }
}

/// Columns of the current row, numbered from 0. Valid after ``Statement/step()`` answered true.
extension Statement {
    package func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    /// Zero if the column is NULL.
    package func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    package func optionalInt64(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }

    package func double(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

    package func boolean(_ column: Int) -> Bool { int64(column) != 0 }

    /// The text, copied; empty if the column is NULL. Invalid UTF-8 is repaired, as no writer of ours stores it.
    package func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    /// The bytes, copied; empty if the column is NULL.
    package func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }

    package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    /// - Throws: `corrupt` unless the column holds 32 bytes.
    package func digest(_ column: Int) throws(SQLiteError) -> Digest {
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        guard count == Digest.lengthBytes else {
            throw SQLiteError(.corrupt, "`\(sql.name)`: column \(column) has \(count) bytes where a digest has 32")
        }
        return withBytes(column) { source in Digest(unsafeFilling: { $0.copyMemory(from: source) }) }
    }

    /// Lends the bytes without copying, until the next step or reset.
    package func withBytes<Result, Failure: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = sqlite3_column_blob(handle, Int32(column))
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
