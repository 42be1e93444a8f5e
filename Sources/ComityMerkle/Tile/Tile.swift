package import ComityCore

/// A tile: up to 256 hashes of one tree level, which stand for the subtree of height 8 above them (C2SP tlog-tiles).
/// Specs/merkle.md#tiles
package struct Tile: Hashable, Sendable {
    package static let height = 8
    package static let fullWidth = 256
    package static let limitBytes = fullWidth * Digest.lengthBytes

    package let id: TileID
    /// 1 to 256 hashes.
    package let hashes: [Digest]

    /// - Throws: `malformed-tile` for no hashes, or more than 256.
    package init(_ id: TileID, hashes: [Digest]) throws(MerkleError) {
        guard (1...Self.fullWidth).contains(hashes.count) else {
            throw MerkleError(.malformedTile, "a tile has 1 to \(Self.fullWidth) hashes, not \(hashes.count)")
        }
        self.id = id
        self.hashes = hashes
    }

    init(unchecked id: TileID, hashes: [Digest]) {
        self.id = id
        self.hashes = hashes
    }

    /// Reads the stored form: the hashes one after another.
    /// - Throws: `malformed-tile` for another number of bytes than 32 to 8,192 in steps of 32.
    package init(_ id: TileID, decoding bytes: [UInt8]) throws(MerkleError) {
        guard bytes.count <= Self.limitBytes else {
            throw MerkleError(.malformedTile, "a tile has at most \(Self.limitBytes) bytes, not \(bytes.count)")
        }
        let hashes: [Digest]
        do throws(CoreError) { hashes = try digests(joined: bytes[...]) } catch {
            throw MerkleError(.malformedTile, "a tile of \(bytes.count) bytes ends within a hash")
        }
        try self.init(id, hashes: hashes)
    }

    package var encoded: [UInt8] { hashes.flatMap(\.bytes) }
    package var width: Int { hashes.count }
    package var isFull: Bool { width == Self.fullWidth }

    /// The hash of a node of this tile, at one of the nine levels from its own hashes to its root; nil if the tile does
    /// not hold all of the node. Complexity: O(leaves of the node within the tile).
    package func hash(of node: TreeNode) -> Digest? {
        let height = node.level - id.level * Self.height
        guard (0...Self.height).contains(height) else { return nil }
        let first = node.index << UInt64(height)
        let last = first + 1 << UInt64(height)
        let base = id.index << UInt64(Self.height)
        guard first >= base, last <= base + UInt64(hashes.count) else { return nil }
        return Self.perfectRoot(hashes[Int(first - base)..<Int(last - base)])
    }

    /// The root of the subtree that a full tile stands for: a hash of the tile above.
    package var root: Digest? { isFull ? Self.perfectRoot(hashes[...]) : nil }

    private static func perfectRoot(_ hashes: ArraySlice<Digest>) -> Digest {
        var row = Array(hashes)
        while row.count > 1 {
            for pair in 0..<row.count / 2 { row[pair] = TreeHash.node(row[2 * pair], row[2 * pair + 1]) }
            row.removeLast(row.count / 2)
        }
        return row[0]
    }
}
