package import ComityCore

/// What one peer has asked for of one feed, what was sent and what it has acknowledged. Specs/sync.md#flow
package struct Subscription: Hashable, Sendable {
    package private(set) var epoch: Epoch
    /// Leaves sent so far, from the start of the epoch.
    package private(set) var sent: TreeSize
    /// Leaves that the peer has committed.
    package private(set) var acknowledged: TreeSize
    /// Ends of the batches that are under way, ascending. Invariant: none is at or below ``acknowledged``.
    private var underWay: [TreeSize] = []

    package init(epoch: Epoch, from leaf: LeafIndex) {
        self.epoch = epoch
        sent = TreeSize(leaf.value)
        acknowledged = TreeSize(leaf.value)
    }

    /// Whether another batch may be sent now.
    package var hasRoom: Bool { underWay.count < SyncLimits.unacknowledgedBatches }

    /// Whether batches travel that the peer has not acknowledged.
    package var isUnderWay: Bool { !underWay.isEmpty }

    package mutating func didSend(upTo size: TreeSize) {
        sent = max(sent, size)
        if size > acknowledged { underWay.append(size) }
    }

    /// The peer states that it has committed `size` leaves of `epoch`.
    package mutating func acknowledge(epoch: Epoch, size: TreeSize) {
        guard epoch == self.epoch else { return }
        acknowledged = max(acknowledged, size)
        underWay.removeAll { $0 <= size }
        sent = max(sent, size)
    }

    /// How many leaves of a log of `size` the peer has not acknowledged.
    package func lag(behind size: TreeSize) -> UInt64 {
        size.value > acknowledged.value ? size.value - acknowledged.value : 0
    }
}
