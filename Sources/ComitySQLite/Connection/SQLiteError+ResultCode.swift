import CSQLite
import ComityCore

extension RoomError where Code == SQLiteErrorCode {
    /// The error for a result code, with SQLite's own words.
    ///
    /// - Parameters:
    ///   - place: what was being done: the name of the statement, or `open`.
    ///   - path: the database file.
    init(resultCode: Int32, extendedCode: Int32, message: String, place: String, path: String) {
        let kind = Self.kind(ofPrimary: resultCode & 0xFF)
        let reason =
            kind.isOfFile
            ? "`\(path)`: \(message) (sqlite code \(extendedCode), at `\(place)`)\(kind.advice)"
            : "`\(place)`: \(message) (sqlite code \(extendedCode))"
        self.init(
            kind, reason,
            family: kind == .misuse || kind == .constraint ? .invariant : .local)
    }

    private static func kind(ofPrimary code: Int32) -> SQLiteErrorCode {
        switch code {
        case SQLITE_FULL: .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_CANTOPEN: .openFailed
        case SQLITE_IOERR: .inputOutput
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly
        case SQLITE_MISUSE, SQLITE_RANGE: .misuse
        default: .statementFailed
        }
    }
}

extension SQLiteErrorCode {
    /// Whether the file is at fault, and not the statement: the error then names the file first.
    fileprivate var isOfFile: Bool {
        switch self {
        case .openFailed, .full, .corrupt, .inputOutput, .readOnly: true
        default: false
        }
    }

    /// What the operator can do about it.
    fileprivate var advice: String {
        switch self {
        case .corrupt: ": restore it from a backup"
        case .full: ": make room; what was committed is intact"
        default: ""
        }
    }
}
