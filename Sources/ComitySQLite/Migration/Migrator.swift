import ComityCore

/// Brings a database to the newest schema that this program knows.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: every migration ever released, in the order of release.
    package init(_ migrations: [Migration]) {
        precondition(Set(migrations.map(\.name)).count == migrations.count, "migrations have distinct names")
        self.migrations = migrations
    }

    /// Applies what is missing, all in one transaction: a failure leaves the old schema as it was.
    ///
    /// - Returns: the names of the migrations that were applied now.
    /// - Throws: `newer-schema` if the database has migrations that this program does not know, and nothing is touched;
    ///   `migration` if one was edited after its release or reordered.
    package func migrate(_ connection: Connection) throws -> [String] {
        let applied = try self.applied(in: connection)
        try check(applied)
        let missing = migrations.enumerated().dropFirst(applied.count)
        guard !missing.isEmpty else { return [] }
        try connection.transaction {
            try connection.execute(Self.table, name: "migration table")
            for (position, migration) in missing {
                try connection.execute(migration.script, name: "migration \(migration.name)")
                try connection.run(
                    SQL("migration.insert", "INSERT INTO migration (position, name, script) VALUES (?1, ?2, ?3)"),
                    position, migration.name, migration.script)
            }
        }
        return missing.map(\.element.name)
    }

    /// Whether nothing was ever applied: the database is empty.
    package func isNew(_ connection: Connection) throws -> Bool { try applied(in: connection).isEmpty }

    /// Whether nothing is missing. Refuses what ``migrate(_:)`` refuses.
    package func isCurrent(_ connection: Connection) throws -> Bool {
        let applied = try self.applied(in: connection)
        try check(applied)
        return applied.count == migrations.count
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS migration (
          position INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          script TEXT NOT NULL
        ) STRICT
        """

    private func applied(in connection: Connection) throws -> [Migration] {
        let exists = try connection.first(
            SQL("migration.exists", "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'")
        ) { _ in true }
        guard exists == true else { return [] }
        return try connection.all(SQL("migration.list", "SELECT name, script FROM migration ORDER BY position")) {
            Migration($0.text(0), $0.text(1))
        }
    }

    private func check(_ applied: [Migration]) throws(SQLiteError) {
        for (known, found) in zip(migrations, applied) {
            guard known.name == found.name else {
                throw SQLiteError(.migration, "the store has migration `\(found.name)` where `\(known.name)` belongs")
            }
            guard known.script == found.script else {
                throw SQLiteError(.migration, "migration `\(known.name)` differs from the one that made the store")
            }
        }
        guard applied.count <= migrations.count else {
            let unknown = applied[migrations.count].name
            throw SQLiteError(
                .newerSchema,
                "the store was written by a newer version: its migration `\(unknown)` is unknown here"
            )
        }
    }
}
