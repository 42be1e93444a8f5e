package import ComityCore

/// Answers for any node of a stored tree from its tiles: the ``HashSource`` of proofs. Remembers the tiles that it
/// read. Specs/merkle.md#tiles
package struct TileReader {
    private let load: (TileID) throws -> Tile
    private var tiles: [TileID: Tile] = [:]

    /// Tiles remembered; the memory is emptied when it is full. 64 tiles are half a MiB.
    package static let cacheLimit = 64

    package init(loading load: @escaping (TileID) throws -> Tile) { self.load = load }

    /// The hash of a node that lies wholly within the tree.
    /// - Throws: what `load` throws; `malformed-tile` if the tile is too narrow for the node.
    package mutating func hash(of node: TreeNode) throws -> Digest {
        let level = node.level / Tile.height
        let id = TileID(level: level, index: node.begin >> UInt64((level + 1) * Tile.height))
        guard let hash = try tile(id).hash(of: node) else {
            throw MerkleError(
                .malformedTile, "a tile does not hold node \(node.index) of level \(node.level)", family: .local)
        }
        return hash
    }

    private mutating func tile(_ id: TileID) throws -> Tile {
        if let tile = tiles[id] { return tile }
        let tile = try load(id)
        if tiles.count >= Self.cacheLimit { tiles.removeAll(keepingCapacity: true) }
        tiles[id] = tile
        return tile
    }

    /// The proof that a leaf is in the tree of `size`.
    package mutating func inclusionProof(of index: LeafIndex, in size: TreeSize) throws -> InclusionProof {
        try InclusionProof(of: index, in: size, from: { (node) throws in try hash(of: node) })
    }

    /// The proof that the tree of `newSize` continues that of `oldSize`, which is not empty.
    package mutating func consistencyProof(from oldSize: TreeSize, to newSize: TreeSize) throws -> ConsistencyProof {
        try ConsistencyProof(from: oldSize, to: newSize, source: { (node) throws in try hash(of: node) })
    }
}
