import ComityCore
import ComitySQLite
import Testing

@Suite struct ConnectionTests {
    private func memory() throws -> Connection {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB, note TEXT UNIQUE) STRICT")
        return connection
    }

    @Test func valuesComeBackAsTheyWereBound() throws {
        let connection = try memory()
        let digest = try Digest(bytes: Array(0..<32))
        let rows: [([UInt8]?, String?)] = [
            ([], ""), ([0, 255], "Żółć 🚐"), (nil, nil), (digest.bytes, "a\u{0}b"),
        ]
        for (body, note) in rows {
            try connection.run("INSERT INTO item (body, note) VALUES (?1, ?2)", body, note)
        }
        let read = try connection.all("SELECT body, note FROM item ORDER BY id") {
            ($0.optionalBytes(0), $0.optionalText(1))
        }
        #expect(read.map(\.0) == rows.map(\.0))
        #expect(read.map(\.1) == rows.map(\.1))
        let found = try connection.first("SELECT body FROM item WHERE body = ?1", digest) { try $0.digest(0) }
        #expect(found == digest)
        #expect(throws: SQLiteError(.corrupt, "")) {
            try connection.first("SELECT x'00'") { try $0.digest(0) }
        }
    }

    @Test func integersKeepTheirWholeRange() throws {
        let connection = try memory()
        for value in [Int64.min, -1, 0, 1, .max] {
            #expect(try connection.first("SELECT ?1", value) { $0.int64(0) } == value)
        }
        #expect(
            try connection.first("SELECT ?1, ?2, ?3", true, 0.25, UInt32.max) {
                $0.boolean(0) && $0.double(1) == 0.25 && $0.int64(2) == Int64(UInt32.max)
            } == true)
    }

    @Test func changesAndRowIdentifiersAreReported() throws {
        let connection = try memory()
        #expect(try connection.run("INSERT INTO item (note) VALUES ('a'), ('b')") == 2)
        #expect(connection.lastInsertRowID == 2)
        #expect(try connection.run("DELETE FROM item WHERE id > ?1", 0) == 2)
    }

    @Test func aStatementIsPreparedOnceAndNeverSharedWhileInUse() throws {
        let connection = try memory()
        let sql: SQL = "SELECT value FROM (SELECT 1 AS value UNION ALL SELECT 2)"
        let first = try connection.statement(sql)
        #expect(try connection.statement(sql) === first)
        #expect(try first.step())
        let nested = try connection.statement(sql)
        #expect(nested !== first)
        #expect(try nested.step())
        #expect(try first.step())
        #expect(first.int64(0) == 2)
        #expect(nested.int64(0) == 1)
        nested.reset()
        #expect(try !first.step())
        #expect(try connection.statement(sql) === first)
    }

    @Test func bindingsDoNotLeakIntoTheNextUse() throws {
        let connection = try memory()
        let sql: SQL = "SELECT ?1 IS NULL"
        #expect(try connection.first(sql, 7) { $0.boolean(0) } == false)
        let statement = try connection.statement(sql)
        #expect(try statement.step())
        #expect(statement.boolean(0))
    }

    @Test func builtStatementsAreCachedWithinALimit() throws {
        let connection = try memory()
        for value in 0..<3 * Connection.builtStatementLimit {
            let sql = SQL(name: "built", building: "SELECT \(value)")
            #expect(try connection.first(sql) { Int($0.int64(0)) } == value)
        }
    }

    @Test func rowsStopWhenTheVisitorHasEnough() throws {
        let connection = try memory()
        try connection.run("INSERT INTO item (note) VALUES ('a'), ('b'), ('c')")
        var seen: [String] = []
        try connection.forEach("SELECT note FROM item ORDER BY id") {
            seen.append($0.text(0))
            return seen.count < 2
        }
        #expect(seen == ["a", "b"])
    }

    @Test func errorsNameTheStatementAndNotTheValues() throws {
        let connection = try memory()
        let insert = SQL("item.insert", "INSERT INTO item (note) VALUES (?1)")
        try connection.run(insert, "secret")
        let error = #expect(throws: SQLiteError.self) { try connection.run(insert, "secret") }
        #expect(error?.kind == .constraint)
        #expect(error?.family == .invariant)
        #expect(
            error?.description
                == "constraint: `item.insert`: UNIQUE constraint failed: item.note (sqlite code 2067)")
    }

    @Test(arguments: [
        ("SELECT ?1, ?2", SQLiteErrorCode.misuse), ("", .misuse), ("SELECT 1; SELECT 2", .misuse),
        ("SELEKT", .statementFailed), ("SELECT \"no_column\" FROM item", .statementFailed),
        ("UPDATE sqlite_schema SET sql = ''", .statementFailed),
    ])
    func wrongStatementsAreRefused(text: String, kind: SQLiteErrorCode) throws {
        let connection = try memory()
        #expect(throws: SQLiteError(kind, "")) { try connection.run(SQL(name: "wrong", building: text), 1) }
    }

    @Test func aClosedConnectionRefuses() throws {
        let connection = try memory()
        connection.close()
        connection.close()
        #expect(throws: SQLiteError(.misuse, "")) { try connection.run("SELECT 1") }
    }
}
