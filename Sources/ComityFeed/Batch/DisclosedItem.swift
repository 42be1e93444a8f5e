package import ComityCore

/// One entry of a sealed batch, as audits name it.
package struct DisclosedItem: Hashable, Sendable {
    package let leaf: LeafIndex
    package let handle: Handle
    /// Ascending; empty for a withdrawal.
    package let clauses: [ClauseID]

    /// Reads handle and clauses from a body; nil for an entry that is about no record.
    ///
    /// Only these fields are decoded: the body's keys ascend, and both stand before the content.
    init?(leaf: LeafIndex, body: [UInt8]) throws(CoreError) {
        var reader = CBORReader(body)
        var handle: Handle?
        var clauses: [ClauseID] = []
        for _ in 0..<(try reader.map()) {
            let key = EntryKey(rawValue: try reader.integer())
            if key == .handle {
                handle = try Handle(try reader.unsigned())
            } else if key == .clauses {
                for _ in 0..<(try reader.array()) { clauses.append(try ClauseID(parsing: try reader.text())) }
                break
            } else {
                _ = try reader.encodedItem()
            }
        }
        guard let handle else { return nil }
        self.leaf = leaf
        self.handle = handle
        self.clauses = clauses
    }
}
