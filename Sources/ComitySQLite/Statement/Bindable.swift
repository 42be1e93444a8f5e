package import ComityCore

/// A value that can be bound to a parameter of a statement.
package protocol Bindable {
    /// - Parameter index: from 1, as in SQL.
    func bind(to statement: Statement, at index: Int) throws(SQLiteError)
}

extension Int64: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

extension Int: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(Int64(self), at: index)
    }
}

extension UInt32: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(Int64(self), at: index)
    }
}

extension Bool: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(Int64(self ? 1 : 0), at: index)
    }
}

extension Double: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

extension String: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

extension [UInt8]: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

extension Digest: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    package func bind(to statement: Statement, at index: Int) throws(SQLiteError) {
        switch self {
        case .some(let value): try value.bind(to: statement, at: index)
        case .none: try statement.bindNull(at: index)
        }
    }
}
