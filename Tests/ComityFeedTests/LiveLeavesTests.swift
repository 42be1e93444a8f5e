import ComityCore
import Testing

@testable import ComityFeed

@Suite struct LiveLeavesTests {
    @Test(arguments: [[], [0], [127], [128], [5, 6, 300, 1 << 40], [0, 1, 2, 3, 4, 5, 6, 7, 8]] as [[UInt64]])
    func whatIsKeptIsRead(indexes: [UInt64]) throws {
        let leaves = LiveLeaves(indexes.map { LeafIndex($0) })
        #expect(try LiveLeaves(decoding: leaves.encoded) == leaves)
    }

    @Test func aLeafOfASmallLogTakesOneByte() {
        #expect(LiveLeaves([LeafIndex(100), LeafIndex(120)]).encoded == [100, 20])
    }

    /// An unfinished number, a leaf twice, more bits than an index has, an index beyond the limit by its distance.
    @Test(
        arguments: [
            [0x80], [5, 0], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x01],
        ] as [[UInt8]])
    func whatDoesNotAscendIsRefused(bytes: [UInt8]) {
        #expect(throws: FeedError.self) { try LiveLeaves(decoding: bytes) }
    }
}
