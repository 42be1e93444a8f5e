import CSQLite
import ComityCore

extension RoomError where Code == SQLiteErrorCode {
    /// The error for a result code, with SQLite's own words.
    ///
    /// - Parameter place: what was being done: the name of the statement, or `open`.
    init(resultCode: Int32, extendedCode: Int32, message: String, place: String) {
        let kind = Self.kind(ofPrimary: resultCode & 0xFF)
        self.init(
            kind, "`\(place)`: \(message) (sqlite code \(extendedCode))",
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
