import ComityCore
import ComitySQLite
import Testing

@Suite struct MigratorTests {
    private let first = Migration("first", "CREATE TABLE one (id INTEGER) STRICT")
    private let second = Migration("second", "CREATE TABLE two (id INTEGER) STRICT; INSERT INTO two VALUES (2)")

    @Test func missingMigrationsRunOnceAndInOrder() throws {
        let connection = try Connection(path: ":memory:")
        #expect(try !Migrator([first]).isCurrent(connection))
        #expect(try Migrator([first]).migrate(connection) == ["first"])
        #expect(try Migrator([first, second]).migrate(connection) == ["second"])
        #expect(try Migrator([first, second]).migrate(connection) == [])
        #expect(try Migrator([first, second]).isCurrent(connection))
        #expect(try connection.first("SELECT id FROM two") { $0.int64(0) } == 2)
    }

    @Test func aNewerStoreIsRefused() throws {
        let connection = try Connection(path: ":memory:")
        _ = try Migrator([first, second]).migrate(connection)
        let error = #expect(throws: SQLiteError.self) { try Migrator([first]).migrate(connection) }
        #expect(error?.kind == .newerSchema)
        #expect(
            error?.reason
                == "the store was written by a newer version: its migration `second` is unknown here")
    }

    @Test func anEditedOrReorderedMigrationIsRefused() throws {
        let connection = try Connection(path: ":memory:")
        _ = try Migrator([first, second]).migrate(connection)
        let edited = Migration("first", "CREATE TABLE one (id TEXT) STRICT")
        #expect(throws: SQLiteError(.migration, "")) { try Migrator([edited, second]).migrate(connection) }
        #expect(throws: SQLiteError(.migration, "")) { try Migrator([second, first]).migrate(connection) }
    }

    @Test func aFailingMigrationLeavesTheOldSchema() throws {
        let connection = try Connection(path: ":memory:")
        _ = try Migrator([first]).migrate(connection)
        let bad = Migration("bad", "CREATE TABLE three (id INTEGER) STRICT; CREATE TABLE one (id INTEGER)")
        #expect(throws: SQLiteError(.statementFailed, "")) {
            try Migrator([first, second, bad]).migrate(connection)
        }
        #expect(try Migrator([first]).isCurrent(connection))
        #expect(try Migrator([first, second]).migrate(connection) == ["second"])
    }
}
