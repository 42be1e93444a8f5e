package import ComityCore
package import ComityCrypto
package import ComityFeed

/// Two roots that one origin signed for one size: proof that it told two stories. Specs/sync.md#fork
package struct FeedFork: Hashable, Sendable {
    package let feed: FeedID
    package let epoch: Epoch
    package let first: SignedHead
    package let second: SignedHead

    package init(feed: FeedID, epoch: Epoch, first: SignedHead, second: SignedHead) {
        self.feed = feed
        self.epoch = epoch
        self.first = first
        self.second = second
    }

    /// - Throws: `malformed-frame` unless both are signed, of one size, and differ.
    package func verify(key: PublicKey) throws(SyncError) {
        guard first.size == second.size, first.root != second.root else {
            throw SyncError(.malformedFrame, "the heads of a fork proof do not contradict each other")
        }
        for head in [first, second] {
            do throws(FeedError) {
                try head.verify(feed: feed, epoch: epoch, key: key)
            } catch {
                throw SyncError(.malformedFrame, "a fork proof is not signed: \(error.reason)")
            }
        }
    }

    package func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 4)
        feed.write(into: &writer)
        writer.unsigned(UInt64(epoch.value))
        first.write(into: &writer)
        second.write(into: &writer)
        return writer.bytes
    }

    package init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 4)
        feed = try FeedID(reading: &reader)
        epoch = Epoch(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max))))
        first = try SignedHead(reading: &reader)
        second = try SignedHead(reading: &reader)
    }
}
