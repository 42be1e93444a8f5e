/// The last size of one log that a retired key signed in good standing.
package struct LogSize: Sendable, Hashable {
    /// The log's origin, as its checkpoints name it.
    package let log: String
    /// In leaves.
    package let size: UInt64

    package init(log: String, size: UInt64) {
        self.log = log
        self.size = size
    }
}
