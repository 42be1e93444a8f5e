import ComityCore
import ComityFeed

/// Batches that were sealed for one member of an audience, for the others.
struct SealedBatchCache {
    private var batches: [SealedBatch] = []

    func batch(_ feed: FeedID, epoch: Epoch, start: LeafIndex, size: TreeSize) -> SealedBatch? {
        batches.last { $0.feed == feed && $0.epoch == epoch && $0.start == start && $0.head.size == size }
    }

    mutating func keep(_ batch: SealedBatch) {
        batches.append(batch)
        if batches.count > NodeLimits.sealedBatchesKept { batches.removeFirst() }
    }

    mutating func removeAll() { batches.removeAll() }
}
