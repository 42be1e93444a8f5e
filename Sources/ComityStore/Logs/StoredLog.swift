package import ComityCore
package import ComityFeed
package import ComityMerkle

/// One epoch of one feed as the store holds it: our own, or a partner's.
package struct StoredLog: Sendable {
    /// The row number, for use within the store and the node only.
    package let number: Int64
    package let feed: FeedID
    package let epoch: Epoch
    /// Whether this agency writes it.
    package let isOwn: Bool
    package internal(set) var size: TreeSize
    package internal(set) var range: CompactRange
    /// The version of the agreement that governs from the last `agreement` entry on; 0 before the first.
    package var governing: UInt64
    /// The newest census.
    package internal(set) var census: LeafIndex?
    /// The own record after which a new version's backfill goes on; nil when it is done.
    package var backfill: Int64?
    /// Its origin told two stories: nothing but withdrawals and purges is obeyed any more.
    package internal(set) var isFrozen: Bool
    /// No agreement in force calls for it, and it has not ended: its agreement is suspended.
    package var isResting: Bool

    package var root: Digest { range.root }

    /// Leaf positions of one log in the store lie within 2^40 of each other.
    static let leavesPerLog = Int64(TreeSize.limit.value)

    /// The highest row number: with a handle of 48 bits it makes the 64-bit key of a record in linkage.
    package static let numberLimit: Int64 = (1 << 16) - 1

    func position(_ leaf: LeafIndex) -> Int64 { number * Self.leavesPerLog + Int64(leaf.value) }
}

/// What is appended to a log.
package enum NewLeaf: Sendable {
    case live(hash: Digest, kind: EntryKind?, salt: Salt, encodedBody: [UInt8])
    /// An entry that was refused: it is part of the log, and its content is kept nowhere.
    case bare(hash: Digest)
    case dead(level: UInt64, hash: Digest)
}
