import ComityCore

extension Connection {
    /// Runs `body` in a transaction: all of it becomes durable when this returns, or none of it if anything throws.
    ///
    /// The outermost call begins an immediate transaction, so that it never fails half-way for a lock. A call within
    /// is a savepoint: its failure undoes its own part, and the outer body may go on. If SQLite gave up the whole
    /// transaction (a full disk), every further statement throws `transaction-lost` until the outermost call has
    /// ended.
    @discardableResult
    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try begin()
        let result: Result
        do {
            result = try body()
        } catch {
            try rollback()
            throw error
        }
        try commit()
        return result
    }

    /// Begins a transaction, or a savepoint within one. Each is ended by one ``commit()`` or ``rollback()``.
    package func begin() throws(SQLiteError) {
        if transactionDepth == 0 {
            try run(SQL("begin", "BEGIN IMMEDIATE"))
        } else {
            try run(SQL("savepoint", "SAVEPOINT inner"))
        }
        enter()
    }

    /// Commits the innermost transaction or savepoint. If that fails it is rolled back, and the failure is thrown.
    package func commit() throws(SQLiteError) {
        do {
            try run(transactionDepth == 1 ? SQL("commit", "COMMIT") : SQL("release", "RELEASE inner"))
        } catch {
            try rollback()
            throw error
        }
        leave()
    }

    /// Undoes the innermost transaction or savepoint.
    package func rollback() throws(SQLiteError) {
        defer { leave() }
        // SQLite has rolled back already where a failure took the transaction with it.
        guard !isTransactionLost, isInTransaction else { return }
        if transactionDepth == 1 {
            try run(SQL("rollback", "ROLLBACK"))
        } else {
            // A savepoint stays open after ROLLBACK TO: release it as well.
            try run(SQL("rollback to", "ROLLBACK TO inner"))
            try run(SQL("release", "RELEASE inner"))
        }
    }
}
