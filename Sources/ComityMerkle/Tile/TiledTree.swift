package import ComityCore

/// A growing tree that says which tiles changed, so that a store keeps tiles and nothing else. Specs/merkle.md#tiles
///
/// Memory: the compact range and the tiles at the right edge, at most 8 · 8 KiB.
package struct TiledTree: Sendable {
    package private(set) var range: CompactRange
    /// The hashes of the tile at the right edge of each level, fewer than 256 each.
    private var edges: [[Digest]]
    /// Tiles that became full since ``takeChangedTiles()``.
    private var filled: [Tile] = []
    /// How many leaves there were then.
    private var savedSize: UInt64

    /// The empty tree.
    package init() {
        range = CompactRange()
        edges = []
        savedSize = 0
    }

    package var size: TreeSize { range.size }
    package var root: Digest { range.root }

    /// Appends a leaf. Complexity: about two hashes; nothing is allocated but what the tiles hold.
    package mutating func append(_ leafHash: Digest) {
        var range = self.range
        self.range = CompactRange()
        range.append(
            leafHash,
            visiting: { node, hash in
                if node.level.isMultiple(of: Tile.height) { keep(hash, node) }
            })
        self.range = range
    }

    private mutating func keep(_ hash: Digest, _ node: TreeNode) {
        let level = node.level / Tile.height
        if level == edges.count { edges.append([]) }
        edges[level].append(hash)
        guard edges[level].count == Tile.fullWidth else { return }
        let id = TileID(level: level, index: node.index >> UInt64(Tile.height))
        filled.append(Tile(unchecked: id, hashes: edges[level]))
        edges[level].removeAll(keepingCapacity: true)
    }

    /// The tiles to store: those that became full and those at the right edge that changed, since the last call.
    package mutating func takeChangedTiles() -> [Tile] {
        var changed = filled
        for (level, edge) in edges.enumerated() where !edge.isEmpty {
            let id = TileID(level: level, index: range.end >> UInt64((level + 1) * Tile.height))
            if id.width(in: savedSize) != edge.count { changed.append(Tile(unchecked: id, hashes: edge)) }
        }
        filled.removeAll(keepingCapacity: true)
        savedSize = range.end
        return changed
    }

    /// Reads a stored tree of `size` leaves through its tiles at the right edge. The caller compares ``root`` with a
    /// signed checkpoint.
    /// - Throws: what `load` throws; `malformed-tile` if a tile has not the width that the size asks for.
    package init(size: TreeSize, loading load: (TileID) throws -> Tile) throws {
        var edges: [[Digest]] = []
        for level in 0...TileID.levelLimit {
            let nodes = size.value >> UInt64(level * Tile.height)
            guard nodes > 0 else { break }
            let id = TileID(level: level, index: nodes >> UInt64(Tile.height))
            let width = id.width(in: size.value)
            edges.append(width == 0 ? [] : try Self.tile(id, width: width, load).hashes)
        }
        var hashes: [Digest] = []
        for node in RangeNodes(0, size.value) {
            let level = node.level / Tile.height
            let id = TileID(level: level, index: node.begin >> UInt64((level + 1) * Tile.height))
            let tile = Tile(unchecked: id, hashes: edges[level])
            guard let hash = tile.hash(of: node) else {
                throw MerkleError(.malformedTile, "the tiles of level \(level) do not hold a tree of \(size)")
            }
            hashes.append(hash)
        }
        range = CompactRange(unchecked: hashes, begin: 0, end: size.value)
        self.edges = edges
        savedSize = size.value
    }

    private static func tile(_ id: TileID, width: Int, _ load: (TileID) throws -> Tile) throws -> Tile {
        let tile = try load(id)
        // A wider tile belongs to a longer tree: its first hashes are the same.
        guard tile.id == id, tile.width >= width else {
            throw MerkleError(
                .malformedTile, "tile \(id.path(width: width)) has \(tile.width) hashes where \(width) belong",
                family: .local)
        }
        return Tile(unchecked: id, hashes: Array(tile.hashes.prefix(width)))
    }
}
