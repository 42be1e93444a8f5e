package import ComityCore
import ComityCrypto
package import ComityFeed

/// How far a replica has come in one feed. Specs/sync.md#heads
package struct FeedHead: Hashable, Sendable {
    package let feed: FeedID
    package let epoch: Epoch
    package let size: TreeSize
    package let root: Digest

    package init(feed: FeedID, epoch: Epoch, size: TreeSize, root: Digest) {
        self.feed = feed
        self.epoch = epoch
        self.size = size
        self.root = root
    }

    /// Whether this replica holds leaves that the other lacks.
    package func isAhead(of other: FeedHead) -> Bool { (epoch, size) > (other.epoch, other.size) }

    /// Whether both are of one epoch and size and differ all the same.
    package func contradicts(_ other: FeedHead) -> Bool {
        (epoch, size) == (other.epoch, other.size) && size > .zero && root != other.root
    }

    /// One digest for all that two sides may both hold: equal if nothing is missing on either. Specs/sync.md#heartbeat
    /// - Parameter heads: in any order; those of size 0 do not count.
    package static func digest(of heads: [FeedHead]) -> Digest {
        let told = heads.filter { $0.size > .zero }.sorted { $0.feed < $1.feed }
        var writer = CBORWriter()
        writer.array(count: told.count)
        for head in told { head.write(into: &writer) }
        return SHA256.hash(writer.bytes)
    }

    func write(into writer: inout CBORWriter) {
        writer.array(count: 4)
        feed.write(into: &writer)
        writer.unsigned(UInt64(epoch.value))
        writer.unsigned(size.value)
        writer.digest(root)
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 4)
        feed = try FeedID(reading: &reader)
        epoch = Epoch(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max))))
        size = try reader.treeSize()
        root = try reader.digest()
    }
}
