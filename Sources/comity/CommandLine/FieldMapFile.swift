import ComityCore
import ComityNode
import ComityRecords

/// A field map that the user named.
enum FieldMapFile {
    /// - Throws: exit 65 naming the file, if it cannot be read or is no field map.
    static func read(_ path: String) throws(ControlFailure) -> FieldMap {
        let bytes = try Files.read(path, limitBytes: FieldMap.limitBytes)
        do {
            return try FieldMap(parsing: bytes)
        } catch {
            throw ControlFailure(error.code, "`\(path)`: \(error.reason)", exit: .badData)
        }
    }
}
