import ComityCore

extension Connection {
    /// Runs a statement that answers no rows, with one argument for each parameter.
    /// - Returns: how many rows it changed.
    @discardableResult
    package func run<each Argument: Bindable>(_ sql: SQL, _ arguments: repeat each Argument) throws(SQLiteError) -> Int
    {
        let statement = try bound(sql, repeat each arguments)
        defer { statement.reset() }
        while try statement.step() {}
        return changes
    }

    /// The first row, or nil if there is none.
    package func first<Row, each Argument: Bindable>(
        _ sql: SQL, _ arguments: repeat each Argument, row: (Statement) throws -> Row
    ) throws -> Row? {
        let statement = try bound(sql, repeat each arguments)
        defer { statement.reset() }
        return try statement.step() ? try row(statement) : nil
    }

    /// Every row. Bound the answer in the SQL: it is collected in memory.
    package func all<Row, each Argument: Bindable>(
        _ sql: SQL, _ arguments: repeat each Argument, row: (Statement) throws -> Row
    ) throws -> [Row] {
        let statement = try bound(sql, repeat each arguments)
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() { rows.append(try row(statement)) }
        return rows
    }

    /// Visits rows until `body` answers false.
    package func forEach<each Argument: Bindable>(
        _ sql: SQL, _ arguments: repeat each Argument, row body: (Statement) throws -> Bool
    ) throws {
        let statement = try bound(sql, repeat each arguments)
        defer { statement.reset() }
        while try statement.step() { guard try body(statement) else { return } }
    }

    func bound<each Argument: Bindable>(
        _ sql: SQL, _ arguments: repeat each Argument
    ) throws(SQLiteError) -> Statement {
        let statement = try idle(sql)
        var index = 0
        for argument in repeat each arguments {
            index += 1
            try argument.bind(to: statement, at: index)
        }
        guard index == statement.parameterCount else { throw wrongCount(index, for: statement) }
        return statement
    }

    func wrongCount(_ count: Int, for statement: Statement) -> SQLiteError {
        SQLiteError(
            .misuse, "`\(statement.sql.name)`: \(count) arguments for \(statement.parameterCount) parameters",
            family: .invariant)
    }
}
