import ComityCore
import ComityMerkle
import Testing

/// The vectors of Specs/merkle.md#tiles, written by a script that is not ours.
@Suite struct TileVectorTests {
    @Test(arguments: try VectorCase.loadFolder("tile")) func tile(_ vector: VectorCase) throws {
        let id = TileID(level: try vector.number("level"), index: UInt64(try vector.number("index")))
        guard try vector.text("form") != "path" else {
            let width = try vector.number("width")
            #expect(id.path(width: width) == (try vector.text("path")))
            #expect(id.entriesPath(width: width) == (try vector.text("entries-path")))
            return
        }
        let bytes = try vector.bytes("tile")
        let tile: Tile
        do throws(MerkleError) { tile = try Tile(id, decoding: bytes) } catch {
            #expect(try vector.text("result") == error.code)
            return
        }
        #expect(tile.encoded == bytes)
        try look(at: tile, vector)
    }

    private func look(at tile: Tile, _ vector: VectorCase) throws {
        guard let node = vector.optional("node")?.split(separator: " "), node.count == 2 else {
            #expect(try vector.text("result") == "valid", "it is accepted")
            #expect(tile.width == (try vector.number("width")))
            #expect(tile.root?.description ?? "" == (try vector.text("root")))
            return
        }
        let hash = tile.hash(
            of: TreeNode(level: try #require(Int(node[0])), index: try #require(UInt64(node[1]))))
        #expect((hash == nil) == (try vector.text("result") == "absent"))
        #expect(hash?.description == vector.optional("hash"))
    }

    @Test func thereAreMoreRefusals() throws {
        let results = try VectorCase.loadFolder("tile").map { try $0.text("result") }
        #expect(results.count > 2 * results.count { $0 == "valid" })
    }
}
