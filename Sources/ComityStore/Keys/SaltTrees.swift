package import ComityCore
package import ComityCrypto
package import ComityFeed

/// The puncturable salt trees of our own feeds, one for each epoch. Specs/feed.md#salts
package struct SaltTrees {
    static let file = Content.file

    private struct Content: KeyFileContent {
        static let file = "salts"

        var trees: [String: PuncturableKey] = [:]

        init() {}

        init(reading reader: inout CBORReader) throws {
            for _ in 0..<(try reader.array()) {
                try reader.array(count: 2)
                trees[try reader.text()] = try PuncturableKey(decoding: try reader.byteString())
            }
        }

        func write(into writer: inout CBORWriter) {
            writer.array(count: trees.count)
            for (name, tree) in trees.sorted(by: { $0.key < $1.key }) {
                writer.array(count: 2)
                writer.text(name)
                writer.byteString(tree.encoded)
            }
        }
    }

    private var file: KeyFileState<Content>
    /// Follows the newest leaves of each feed: neighbours share most of their way down the tree.
    private var cursors: [FeedID: (epoch: Epoch, cursor: SeedCursor)] = [:]

    init(folder: any KeyFolder) throws {
        file = try KeyFileState(readingFrom: folder) ?? KeyFileState(in: folder, startingFrom: Content())
    }

    /// Whether no tree was ever planted, or the file is gone.
    var isEmpty: Bool { file.content.trees.isEmpty }

    /// The tree of one epoch of a feed; planted with `seed`, durably, the first time.
    package mutating func tree(feed: FeedID, epoch: Epoch, seed: @autoclosure () -> [UInt8]) throws -> PuncturableKey {
        if let tree = planted(feed: feed, epoch: epoch) { return tree }
        let tree = try PuncturableKey(rootSeed: seed())
        try file.change { $0.trees[feed.logOrigin(epoch: epoch)] = tree }
        return tree
    }

    /// The salt of a leaf of an own feed; its epoch's tree is planted with `seed`, durably, the first time.
    /// Complexity: 2 hashes if the leaves come in a row, up to 32 otherwise.
    package mutating func salt(
        of leaf: LeafIndex, feed: FeedID, epoch: Epoch, seed: @autoclosure () -> [UInt8]
    ) throws -> Salt {
        if cursors[feed]?.epoch != epoch {
            cursors[feed] = (epoch, try tree(feed: feed, epoch: epoch, seed: seed()).cursor())
        }
        // There is one now: it was made above.
        guard let secret = try cursors[feed]?.cursor.seed(leaf.value) else {
            throw StoreError(.notFound, "no salts are kept for \(feed)", family: .invariant)
        }
        return Salt(derived: secret)
    }

    /// The tree, if one was planted.
    package func planted(feed: FeedID, epoch: Epoch) -> PuncturableKey? {
        file.content.trees[feed.logOrigin(epoch: epoch)]
    }

    /// Destroys the salts of `leaves`, durably when this returns.
    /// - Throws: `full` if what is left could not be read again: nothing is destroyed then.
    package mutating func puncture(feed: FeedID, epoch: Epoch, leaves: some Sequence<LeafIndex>) throws {
        guard var tree = planted(feed: feed, epoch: epoch) else { return }
        tree.puncture(leaves.map(\.value))
        guard tree.cover.count <= PuncturableKey.stateLimitSeeds else {
            throw StoreError(.full, "so many scattered salts of \(feed) are destroyed that no more can be")
        }
        try file.change { $0.trees[feed.logOrigin(epoch: epoch)] = tree }
        cursors[feed] = nil
    }
}
