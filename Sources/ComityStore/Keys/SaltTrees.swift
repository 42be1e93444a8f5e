package import ComityCore
package import ComityCrypto
package import ComityFeed

/// The puncturable salt trees of our own feeds, one for each epoch. Specs/feed.md#salts
package struct SaltTrees {
    static let file = "salts"

    private let folder: any KeyFolder
    private var trees: [String: PuncturableKey]
    /// Follows the newest leaves of each feed: neighbours share most of their way down the tree.
    private var cursors: [FeedID: (epoch: Epoch, cursor: SeedCursor)] = [:]

    init(folder: any KeyFolder) throws {
        self.folder = folder
        trees = [:]
        guard let bytes = try folder.read(Self.file) else { return }
        do {
            var reader = CBORReader(bytes)
            for _ in 0..<(try reader.array()) {
                try reader.array(count: 2)
                trees[try reader.text()] = try PuncturableKey(decoding: try reader.byteString())
            }
            try reader.finish()
        } catch let error as any ComityError {
            throw StoreError(.corrupt, "the key file `\(Self.file)` is damaged: \(error.reason)")
        }
    }

    /// Whether no tree was ever planted, or the file is gone.
    var isEmpty: Bool { trees.isEmpty }

    /// The tree of one epoch of a feed; planted with `seed`, durably, the first time.
    package mutating func tree(feed: FeedID, epoch: Epoch, seed: @autoclosure () -> [UInt8]) throws -> PuncturableKey {
        let name = feed.logOrigin(epoch: epoch)
        if let tree = trees[name] { return tree }
        let tree = try PuncturableKey(rootSeed: seed())
        trees[name] = tree
        try persist()
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
    package func planted(feed: FeedID, epoch: Epoch) -> PuncturableKey? { trees[feed.logOrigin(epoch: epoch)] }

    /// Destroys the salts of `leaves`, durably when this returns.
    package mutating func puncture(feed: FeedID, epoch: Epoch, leaves: some Sequence<LeafIndex>) throws {
        let name = feed.logOrigin(epoch: epoch)
        guard var tree = trees[name] else { return }
        tree.puncture(leaves.map(\.value))
        trees[name] = tree
        cursors[feed] = nil
        try persist()
    }

    private func persist() throws {
        var writer = CBORWriter()
        writer.array(count: trees.count)
        for (name, tree) in trees.sorted(by: { $0.key < $1.key }) {
            writer.array(count: 2)
            writer.text(name)
            writer.byteString(tree.encoded)
        }
        try folder.replace(Self.file, with: writer.bytes)
    }
}
