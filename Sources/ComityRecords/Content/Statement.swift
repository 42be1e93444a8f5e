package import ComityCore

/// What this agency itself says about a record of its own. Nobody else can change it. Specs/records.md#statements
package struct Statement: Hashable, Sendable {
    /// Never leaves the node.
    package let id: RecordID
    package var content: Content
    package let createdAt: HybridTime
    package var updatedAt: HybridTime

    package init(id: RecordID, content: Content, createdAt: HybridTime, updatedAt: HybridTime) {
        self.id = id
        self.content = content
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
