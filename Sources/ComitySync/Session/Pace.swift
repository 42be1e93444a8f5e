/// How many leaves one batch to a peer may have, learned from what the links to it carried before they broke.
/// Specs/sync.md#pace
///
/// A batch arrives whole or not at all: over links that never live long enough for a large one, only small ones bring
/// the peer on.
package struct Pace: Hashable, Sendable {
    /// Leaves that a new link is trusted with. Invariant: from 1 to ``SyncLimits/leavesPerBatch``.
    package private(set) var leaves = SyncLimits.leavesPerBatch

    package init() {}

    /// The most leaves of the next batch over a link that has carried so many acknowledged leaves.
    package func limit(carried: UInt64) -> UInt64 { min(max(leaves, carried), SyncLimits.leavesPerBatch) }

    /// The last link to the peer has ended.
    /// - Parameters:
    ///   - carried: leaves that were acknowledged over it.
    ///   - isBroken: whether batches were under way.
    package mutating func linkEnded(carried: UInt64, isBroken: Bool) {
        let half = min(carried / 2, SyncLimits.leavesPerBatch)
        if !isBroken {
            leaves = max(leaves, half)
        } else if carried > 0 {
            leaves = max(1, half)
        } else {
            leaves = max(1, leaves / 4)
        }
    }
}
