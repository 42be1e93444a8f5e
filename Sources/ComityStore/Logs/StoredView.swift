package import ComityCore
package import ComityFeed
package import ComityRecords

/// What one feed says of one record now.
package struct StoredView: Sendable {
    package enum State: Int64, Sendable {
        case withdrawn = 0
        case visible = 1
        /// An entry was refused, or the base of a patch is missing: nothing is shown until the next whole state.
        case hidden = 2
    }

    package let handle: Handle
    package var leaves: LiveLeaves
    package var state: State
    package var type: Int64
    package var expires: Timestamp?
    package var received: Timestamp
    /// The own record that it is a view of, in an own feed.
    package let record: Int64?

    package init(
        handle: Handle, leaves: LiveLeaves, state: State, type: Int64, expires: Timestamp?, received: Timestamp,
        record: Int64? = nil
    ) {
        self.handle = handle
        self.leaves = leaves
        self.state = state
        self.type = type
        self.expires = expires
        self.received = received
        self.record = record
    }
}

/// The content of a view with what its entries say about it.
package struct ViewContent: Sendable {
    package let content: Content
    package let clauses: [ClauseID]
    package let version: UInt64
    package let statedAt: HybridTime
    package let expires: Timestamp?
    /// The leaf of the newest entry that it rests on.
    package let leaf: LeafIndex
}
