import ComityCore
import ComityStore

/// A key folder in memory whose disk may be full.
final class FaultyKeyFolder: KeyFolder {
    var files: [String: [UInt8]] = [:]
    var isFull = false
    /// Only this file cannot be written.
    var unwritable: String?

    func read(_ name: String) -> [UInt8]? { files[name] }

    func replace(_ name: String, with bytes: [UInt8]) throws {
        guard !isFull, name != unwritable else { throw StoreError(.full, "no space is left") }
        files[name] = bytes
    }
}
