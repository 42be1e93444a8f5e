package import ComityCore

/// A contiguous range of one feed with the signed checkpoint at its end, ready to travel. Specs/feed.md#batches
package struct SealedBatch: Hashable, Sendable {
    package let feed: FeedID
    package let epoch: Epoch
    package let start: LeafIndex
    package let head: SignedHead
    /// The bytes of the wire.
    package let bytes: [UInt8]
    /// What it says of records, for the audit trail.
    package let disclosed: [DisclosedItem]

    /// Packs leaves that the caller has committed, under a head that it has signed or received.
    /// - Parameters:
    ///   - salts: for the live leaves, in order.
    ///   - evidence: shows every dead leaf here to be dead.
    /// - Throws: `limit-exceeded` where the leaves do not fit one batch: the caller seals fewer. One leaf always fits.
    ///   `malformed-batch` where start, leaves, salts and head do not belong together.
    /// - Complexity: O(bytes of the bodies).
    package init(
        feed: FeedID, epoch: Epoch, start: LeafIndex, head: SignedHead, leaves: [BatchLeaf], salts: BatchSalts,
        evidence: [DeadEvidence]
    ) throws(FeedError) {
        guard evidence.count <= FeedLimits.evidencePerBatch else {
            throw FeedError(.limitExceeded, "\(evidence.count) pieces of evidence do not fit a batch", family: .local)
        }
        let batch = UnverifiedBatch(
            feed: feed, epoch: epoch, start: start, head: head, segments: Segment.segments(of: leaves), salts: salts,
            evidence: evidence, columns: try Self.columns(of: leaves))
        try batch.check()
        self.feed = feed
        self.epoch = epoch
        self.start = start
        self.head = head
        bytes = batch.encoded
        disclosed = try Self.items(of: leaves, from: start)
        // A relay lists the salts that a cover yields: the same leaves must fit its batch.
        let listedBytes = if case .cover = salts { Salt.lengthBytes * Int(salts.count) } else { 0 }
        guard bytes.count + listedBytes <= FeedLimits.batchBytes else {
            throw FeedError(.limitExceeded, "a batch of \(bytes.count) bytes is over the limit", family: .local)
        }
    }

    private static func items(of leaves: [BatchLeaf], from start: LeafIndex) throws(FeedError) -> [DisclosedItem] {
        var items: [DisclosedItem] = []
        var next = start.value
        for leaf in leaves {
            if case .live(_, let body) = leaf {
                do throws(CoreError) {
                    if let item = try DisclosedItem(leaf: LeafIndex(next), body: body) { items.append(item) }
                } catch {
                    // A relay passes on what it does not understand; what it does understand has these fields.
                    guard Self.isUnreadable(body) else {
                        throw FeedError(
                            .malformedEntry, "a stored entry is malformed: \(error.reason)", family: .invariant)
                    }
                }
            }
            next += leaf.leafCount
        }
        return items
    }

    private static func isUnreadable(_ body: [UInt8]) -> Bool {
        do throws(FeedError) {
            _ = try EntryBody(decoding: body)
            return false
        } catch {
            return true
        }
    }

    private static func columns(of leaves: [BatchLeaf]) throws(FeedError) -> [UInt8] {
        var encoder = ColumnEncoder()
        for leaf in leaves {
            guard case .live(_, let body) = leaf else { continue }
            body.withUnsafeBytes { encoder.add($0) }
        }
        return try encoder.finish(limitBytes: FeedLimits.expandedBatchBytes)
    }
}
