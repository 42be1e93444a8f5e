package import ComityCore
package import ComityFeed

/// Entries that a receiver did not admit, told to their origin. Specs/sync.md#refusal
package struct RefusalReport: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let leaf: LeafIndex
        /// A stable code, such as `field-not-shared`.
        package let code: String

        package init(leaf: LeafIndex, code: String) {
            self.leaf = leaf
            self.code = code
        }
    }

    package let feed: FeedID
    package let epoch: Epoch
    /// Ascending by leaf.
    package let items: [Item]

    package init(feed: FeedID, epoch: Epoch, items: [Item]) {
        self.feed = feed
        self.epoch = epoch
        self.items = items.sorted { $0.leaf < $1.leaf }
    }

    func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 3)
        feed.write(into: &writer)
        writer.unsigned(UInt64(epoch.value))
        writer.array(count: items.count)
        for item in items {
            writer.array(count: 2)
            writer.unsigned(item.leaf.value)
            writer.text(item.code)
        }
        return writer.bytes
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        feed = try FeedID(reading: &reader)
        epoch = Epoch(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max))))
        let count = try reader.array()
        guard count <= SyncLimits.refusalsPerFrame else {
            throw CoreError(.limitExceeded, "a frame lists \(count) refusals")
        }
        var items: [Item] = []
        for _ in 0..<count {
            try reader.array(count: 2)
            let item = Item(leaf: try reader.leafIndex(), code: try reader.reason())
            if let last = items.last, last.leaf >= item.leaf {
                throw CoreError(.nonCanonicalCBOR, "refusals are not in ascending order")
            }
            items.append(item)
        }
        self.items = items
    }
}

extension CBORReader {
    /// A short text from a peer.
    mutating func reason() throws(CoreError) -> String {
        let text = try text()
        guard text.utf8.count <= SyncLimits.reasonBytes else {
            throw CoreError(.limitExceeded, "a reason of \(text.utf8.count) bytes is over the limit")
        }
        return text
    }
}
