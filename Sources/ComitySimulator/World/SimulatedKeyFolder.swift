import ComityStore

/// A key folder that survives the crashes of its node: it stands outside the store, as the real one does.
package final class SimulatedKeyFolder: KeyFolder {
    private var files: [String: [UInt8]] = [:]

    package init() {}

    package func read(_ name: String) -> [UInt8]? { files[name] }
    package func replace(_ name: String, with bytes: [UInt8]) { files[name] = bytes }
}
