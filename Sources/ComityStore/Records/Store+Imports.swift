package import ComityCore
import ComitySQLite

/// Which imported row became which record, so that importing again updates and never doubles.
extension Store {
    package struct ImportedRow: Sendable {
        package let record: Int64
        /// The digest of the content as it was imported last.
        package let digest: Digest
    }

    /// The number of an import source, made on first use.
    package func importSource(_ name: String) throws -> Int64 {
        if let number = try knownImportSource(name) { return number }
        try database.run(SQL("import.source", "INSERT INTO import_source (name) VALUES (?1)"), name)
        return database.lastInsertRowID
    }

    package func knownImportSource(_ name: String) throws -> Int64? {
        try database.first(SQL("import.source-by-name", "SELECT number FROM import_source WHERE name = ?1"), name) {
            $0.int64(0)
        }
    }

    /// The names of sources, the newest first, at most `limit`.
    package func importSources(limit: Int) throws -> [String] {
        try database.all(
            SQL("import.sources", "SELECT name FROM import_source ORDER BY number DESC LIMIT ?1"), limit
        ) { $0.text(0) }
    }

    /// - Parameter key: a keyed digest of the row's id, so that the store holds no foreign identifiers in clear.
    package func importedRow(source: Int64, key: [UInt8]) throws -> ImportedRow? {
        try database.first(
            SQL("import.row", "SELECT record, digest FROM import_row WHERE source = ?1 AND row_key = ?2"), source, key
        ) { ImportedRow(record: $0.int64(0), digest: try $0.digest(1)) }
    }

    package func setImportedRow(source: Int64, key: [UInt8], record: Int64, digest: Digest) throws {
        try database.run(
            SQL(
                "import.row-set",
                """
                INSERT INTO import_row (source, row_key, record, digest)
                VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE
                SET record = ?3, digest = ?4
                """
            ),
            source, key, record, digest)
    }

    /// Records that came from `source`, after `number`, at most `limit`.
    package func importedRecords(source: Int64, after number: Int64, limit: Int) throws -> [Int64] {
        try database.all(
            SQL(
                "import.records",
                "SELECT DISTINCT record FROM import_row WHERE source = ?1 AND record > ?2 ORDER BY record LIMIT ?3"),
            source, number, limit
        ) { $0.int64(0) }
    }
}
