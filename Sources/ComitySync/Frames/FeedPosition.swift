package import ComityCore
package import ComityFeed

/// Where a replica wants a feed from, or which leaf a receipt is for.
package struct FeedPosition: Hashable, Sendable {
    package let feed: FeedID
    package let epoch: Epoch
    /// The first leaf that is wanted; for a receipt the leaf that was obeyed.
    package let leaf: LeafIndex

    package init(feed: FeedID, epoch: Epoch, leaf: LeafIndex) {
        self.feed = feed
        self.epoch = epoch
        self.leaf = leaf
    }

    func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 3)
        feed.write(into: &writer)
        writer.unsigned(UInt64(epoch.value))
        writer.unsigned(leaf.value)
        return writer.bytes
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        feed = try FeedID(reading: &reader)
        epoch = Epoch(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max))))
        leaf = try reader.leafIndex()
    }
}
