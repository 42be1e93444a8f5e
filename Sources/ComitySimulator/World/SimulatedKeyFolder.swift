import ComityStore
import ComityCore

/// A key folder that survives the crashes of its node: it stands outside the store, as the real one does.
package final class SimulatedKeyFolder: KeyFolder {
    private var files: [String: [UInt8]] = [:]
    /// After so many further writes the power fails, before that write is durable.
    package var writesUntilPowerCut: Int?
    /// Further writes of a file that find space, by name: then its disk is full until this is changed.
    package var writesLeft: [String: Int] = [:]
    /// The power has failed: nothing works until the node is opened again.
    package private(set) var isPowerless = false

    package init() {}

    package func read(_ name: String) -> [UInt8]? { files[name] }

    package func replace(_ name: String, with bytes: [UInt8]) throws {
        if let left = writesUntilPowerCut {
            writesUntilPowerCut = left - 1
            if left <= 0 { isPowerless = true }
        }
        guard !isPowerless else { throw StoreError(.locked, "the power failed") }
        if let left = writesLeft[name] {
            guard left > 0 else { throw StoreError(.full, "no space is left for `\(name)`") }
            writesLeft[name] = left - 1
        }
        files[name] = bytes
    }

    /// Somebody else changes or removes a file.
    package func replaceSilently(_ name: String, with bytes: [UInt8]?) { files[name] = bytes }

    package func restorePower() {
        isPowerless = false
        writesUntilPowerCut = nil
    }
}
