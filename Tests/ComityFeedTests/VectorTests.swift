import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

@testable import ComityFeed

/// The vectors of Specs/feed.md and Specs/columns.md, written by an encoder that is not ours.
@Suite struct VectorTests {
    /// `valid`, or the code of the error.
    private func result(_ body: () throws(FeedError) -> Void) -> String {
        do throws(FeedError) {
            try body()
            return "valid"
        } catch {
            return error.code
        }
    }

    @Test(arguments: try VectorCase.loadFolder("feed-entry")) func entry(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("body")
        let found = result { () throws(FeedError) in
            #expect(try EntryBody(decoding: bytes).encoded == bytes)
        }
        #expect(found == (try vector.text("result")))
    }

    @Test(arguments: try VectorCase.loadFolder("feed-batch")) func batch(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("batch")
        let key = try PublicKey(bytes: try vector.bytes("key"))
        let found = result { () throws(FeedError) in
            let batch = try UnverifiedBatch(decoding: bytes)
            #expect(batch.encoded == bytes)
            _ = try open(batch, extending: CompactRange(), key: key)
        }
        #expect(found == (try vector.text("result")))
    }

    @Test(arguments: try VectorCase.loadFolder("columns")) func columns(_ vector: VectorCase) throws {
        let container = try vector.bytes("container")
        let count = try vector.number("count")
        let items = vector.optional("items").map { $0.split(separator: " ").map(String.init) }
        let found = result { () throws(FeedError) in
            let decoded = try ColumnDecoder.decode(
                container[...], count: count, limitBytes: FeedLimits.expandedBatchBytes)
            #expect(decoded.map { Hex.encode($0) } == items)
        }
        #expect(found == (try vector.text("result")))
    }
}
