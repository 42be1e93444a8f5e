package import ComityCore

/// A node key that signs no more. What it signed up to the last good sizes stays valid; beyond them it was stolen or
/// lost, and nothing counts. Specs/card.md#retired-keys
package struct RetiredKey: Sendable, Hashable {
    /// The most logs of one retired key.
    package static let sizeLimit = 4096
    /// The longest name of a log in bytes.
    package static let logLimitBytes = 255

    package let key: PublicKey
    package let retiredAt: Timestamp
    /// In ascending order of log, one each. A log that is not listed has no good size.
    package let sizes: [LogSize]

    package init(key: PublicKey, retiredAt: Timestamp, sizes: [LogSize]) {
        self.key = key
        self.retiredAt = retiredAt
        self.sizes = sizes.sorted { $0.log.utf8.lexicographicallyPrecedes($1.log.utf8) }
    }

    /// Whether a checkpoint of `size` leaves of `log` is within what this key signed in good standing.
    /// Complexity: O(``sizes``).
    package func covers(log: String, size: UInt64) -> Bool {
        sizes.contains { $0.log == log && size <= $0.size }
    }
}
