import CSQLite
import ComityCore

extension Connection {
    /// Applies what every connection of Comity has. Limits that are set here hold for this connection only.
    func configure(_ options: ConnectionOptions) throws(SQLiteError) {
        try harden()
        try execute(
            """
            PRAGMA busy_timeout=\(options.busyTimeoutMilliseconds);
            PRAGMA trusted_schema=OFF;
            PRAGMA cell_size_check=ON;
            PRAGMA foreign_keys=ON;
            PRAGMA temp_store=MEMORY;
            PRAGMA cache_size=-\(options.cacheKiB);
            PRAGMA page_size=\(options.pageBytes);
            """, name: "open \(path)")
        if options.access == .readOnly {
            try execute("PRAGMA query_only=ON", name: "open \(path)")
        } else {
            try enterWAL()
            try execute(
                """
                PRAGMA synchronous=FULL;
                PRAGMA secure_delete=ON;
                PRAGMA wal_autocheckpoint=\(options.checkpointPages);
                """, name: "open \(path)")
        }
        if let pageLimit = options.pageLimit { try limit(pages: pageLimit) }
        // The first read of the file: what is no database is found here and not in the middle of a step.
        _ = try integer("PRAGMA schema_version")
    }

    private func enterWAL() throws(SQLiteError) {
        let statement = try statement("PRAGMA journal_mode=WAL")
        guard try statement.step() else { throw SQLiteError(.openFailed, "`\(path)`: no answer to journal_mode") }
        let mode = statement.text(0)
        statement.reset()
        guard mode == "wal" || mode == "memory" else {
            throw SQLiteError(.openFailed, "`\(path)`: cannot use a write-ahead log, only `\(mode)`")
        }
    }

    /// Sets the largest size of the file in pages; a write beyond it reports `full`. Never below the present size.
    package func limit(pages: Int64) throws(SQLiteError) {
        try execute("PRAGMA max_page_count=\(pages)", name: "page limit")
    }

    /// The size of the database in pages, with free ones.
    package func pageCount() throws(SQLiteError) -> Int64 { try integer("PRAGMA page_count") }

    package func freePageCount() throws(SQLiteError) -> Int64 { try integer("PRAGMA freelist_count") }

    package func pageBytes() throws(SQLiteError) -> Int64 { try integer("PRAGMA page_size") }

    /// What is wrong with the file, at most 100 lines; empty if nothing. Complexity: reads the whole file.
    package func integrityCheck() throws(SQLiteError) -> [String] {
        try lines("PRAGMA integrity_check(100)").filter { $0 != "ok" }
    }

    /// Rows whose foreign keys point nowhere, as `table`, at most 100.
    package func foreignKeyCheck() throws(SQLiteError) -> [String] {
        Array(try lines("PRAGMA foreign_key_check").prefix(100))
    }

    /// Copies the database as of now to a new file, without free pages.
    /// - Throws: `statement-failed` if the file exists and is not empty.
    package func backup(to file: String) throws(SQLiteError) {
        try run(SQL("backup", "VACUUM INTO ?1"), file)
    }

    private func integer(_ sql: SQL) throws(SQLiteError) -> Int64 {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.int64(0) : 0
    }

    private func lines(_ sql: SQL) throws(SQLiteError) -> [String] {
        let statement = try statement(sql)
        defer { statement.reset() }
        var lines: [String] = []
        while try statement.step() { lines.append(statement.text(0)) }
        return lines
    }
}
