import ComityCore
import ComityFeed

/// Batches that were sealed for one member of an audience, for the others.
///
/// A batch is given out only while nothing of its log was erased since: what a newcomer is sent must be what would be
/// sealed for it now.
struct SealedBatchCache {
    private struct Kept {
        let batch: SealedBatch
        /// How often something of the log had been erased when it was sealed.
        let erasures: UInt64
    }

    private var kept: [Kept] = []

    /// - Parameter erasures: as of now.
    func batch(_ feed: FeedID, epoch: Epoch, start: LeafIndex, size: TreeSize, erasures: UInt64) -> SealedBatch? {
        kept.last {
            $0.erasures == erasures && $0.batch.feed == feed && $0.batch.epoch == epoch && $0.batch.start == start
                && $0.batch.head.size == size
        }?.batch
    }

    mutating func keep(_ batch: SealedBatch, erasures: UInt64) {
        kept.append(Kept(batch: batch, erasures: erasures))
        if kept.count > NodeLimits.sealedBatchesKept { kept.removeFirst() }
    }

    mutating func removeAll() { kept.removeAll() }
}
