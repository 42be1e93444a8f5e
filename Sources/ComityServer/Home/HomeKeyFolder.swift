import ComityCrypto
import ComityStore

/// The real key folder: one file for each name in `HOME/keys`. Specs/keys.md#key-files
package final class HomeKeyFolder: KeyFolder {
    private let directory: KeyDirectory

    init(_ directory: KeyDirectory) { self.directory = directory }

    package func read(_ name: String) throws -> [UInt8]? { try directory.read(name) }
    package func replace(_ name: String, with bytes: [UInt8]) throws { try directory.replace(name, with: bytes) }
}
