import ComityCore
import ComityMerkle
import Testing

/// Strategy: a tree of 70,000 leaves is kept as tiles and nothing else; everything is answered from the tiles.
@Suite struct TileTests {
    /// Tiles by name, as a store keeps them: a fuller one replaces a partial one.
    private final class Shelf {
        var tiles: [TileID: [UInt8]] = [:]

        func put(_ changed: [Tile]) { for tile in changed { tiles[tile.id] = tile.encoded } }

        func load(_ id: TileID) throws -> Tile {
            guard let bytes = tiles[id] else { throw MerkleError(.malformedTile, "no tile \(id)") }
            return try Tile(id, decoding: bytes)
        }
    }

    private func leaf(_ number: Int) -> Digest { TreeHash.leaf(Array("\(number)".utf8)) }

    @Test func theExampleOfTheFormatHoldsItsTiles() throws {
        // C2SP tlog-tiles: a tree of 70,000 has 273 full level 0 tiles and one of 112, one full level 1 tile and one
        // of 17, one level 2 tile of 1.
        let ids = TileID.all(in: 70_000)
        let widths = ids.map { $0.width(in: 70_000) }
        #expect(ids.count == 277)
        #expect(widths.filter { $0 == 256 }.count == 274)
        #expect(widths.filter { $0 != 256 } == [112, 17, 1])
        #expect(TileID.all(in: 256).map { $0.path(width: $0.width(in: 256)) } == ["tile/0/000", "tile/1/000.p/1"])
        #expect(TileID.all(in: 0).isEmpty)
    }

    @Test(arguments: [
        (TileID(level: 0, index: 1_234_067), 256, "tile/0/x001/x234/067"),
        (TileID(level: 2, index: 0), 1, "tile/2/000.p/1"),
        (TileID(level: 0, index: 1000), 255, "tile/0/x001/000.p/255"),
    ])
    func tilesHaveTheirPaths(id: TileID, width: Int, path: String) {
        #expect(id.path(width: width) == path)
        #expect(id.entriesPath(width: width) == "tile/entries/" + path.dropFirst(7))
    }

    @Test func aTreeLivesInItsTiles() throws {
        let shelf = Shelf()
        var tree = TiledTree()
        var plain = CompactRange()
        var random = SeededRandom(seed: 3)
        var roots: [UInt64: Digest] = [0: TreeHash.empty]
        while tree.size.value < 70_000 {
            for _ in 0..<Int.random(in: 1...4000, using: &random) {
                let hash = leaf(Int(tree.size.value))
                tree.append(hash)
                plain.append(hash)
            }
            #expect(tree.root == plain.root)
            roots[tree.size.value] = tree.root
            shelf.put(tree.takeChangedTiles())
            #expect(tree.takeChangedTiles().isEmpty)
            // Whatever was stored so far opens again as the same tree, also under an older size.
            for (size, root) in roots {
                let opened = try TiledTree(size: TreeSize(size), loading: shelf.load)
                #expect(opened.root == root)
            }
        }
        #expect(Set(shelf.tiles.keys) == Set(TileID.all(in: tree.size.value)))
        try answerProofs(of: tree, from: shelf)
    }

    private func answerProofs(of tree: TiledTree, from shelf: Shelf) throws {
        var reader = TileReader(loading: shelf.load)
        for index in stride(from: 0, to: tree.size.value, by: 997) {
            let proof = try reader.inclusionProof(of: LeafIndex(index), in: tree.size)
            try proof.verify(leafHash: leaf(Int(index)), root: tree.root)
            let old = TreeSize(index + 1)
            let consistency = try reader.consistencyProof(from: old, to: tree.size)
            let oldRoot = try CompactRange(0, old.value, from: { (node) throws in try reader.hash(of: node) }).root
            try consistency.verify(oldRoot: oldRoot, newRoot: tree.root)
        }
    }

    @Test func aReopenedTreeGoesOnAsIfNothingHadHappened() throws {
        for size in [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536] {
            let shelf = Shelf()
            var tree = TiledTree()
            for number in 0..<size { tree.append(leaf(number)) }
            shelf.put(tree.takeChangedTiles())
            var reopened = try TiledTree(size: tree.size, loading: shelf.load)
            for number in size..<size + 300 {
                tree.append(leaf(number))
                reopened.append(leaf(number))
            }
            #expect(reopened.root == tree.root)
            #expect(reopened.takeChangedTiles() == tree.takeChangedTiles())
        }
    }

    @Test func aMissingNarrowOrAlteredTileIsNoticed() throws {
        let shelf = Shelf()
        var tree = TiledTree()
        for number in 0..<300 { tree.append(leaf(number)) }
        shelf.put(tree.takeChangedTiles())
        let edge = TileID(level: 0, index: 1)
        let good = try #require(shelf.tiles[edge])
        shelf.tiles[edge] = Array(good.dropLast(32))
        #expect(throws: MerkleError(.malformedTile, "")) { try TiledTree(size: tree.size, loading: shelf.load) }
        shelf.tiles[edge] = nil
        #expect(throws: MerkleError(.malformedTile, "")) { try TiledTree(size: tree.size, loading: shelf.load) }
        shelf.tiles[edge] = [good[0] ^ 1] + good.dropFirst()
        #expect(try TiledTree(size: tree.size, loading: shelf.load).root != tree.root)
    }

    @Test(arguments: [0, 1, 31, 33, 8191, 8193, 8224])
    func tilesOfOtherSizesAreRefused(count: Int) {
        #expect(throws: MerkleError(.malformedTile, "")) {
            try Tile(TileID(level: 0, index: 0), decoding: [UInt8](repeating: 0, count: count))
        }
    }
}
