import ComityCore
import ComityFeed
import Testing

@Suite struct LiveLeavesTests {
    private func leaf(_ number: UInt64) -> LeafIndex { LeafIndex(number) }

    @Test(arguments: [[], [0], [127], [128], [5, 6, 300, 1 << 39], [0, 1, 2, 3, 4, 5, 6, 7, 8]] as [[UInt64]])
    func whatIsKeptIsRead(indexes: [UInt64]) throws {
        let leaves = LiveLeaves(indexes.map { LeafIndex($0) })
        #expect(try LiveLeaves(decoding: leaves.encoded) == leaves)
    }

    @Test func aLeafOfASmallLogTakesOneByte() {
        #expect(LiveLeaves([leaf(100), leaf(120)]).encoded == [0, 100, 20])
    }

    /// Nothing, an unfinished number, a leaf twice, fewer earlier leaves than are told, more bits than an index has, an
    /// index beyond the limit by its distance.
    @Test(
        arguments: [
            [], [0, 0x80], [0, 5, 0], [2, 5], [0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
            [0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0x01],
        ] as [[UInt8]])
    func whatDoesNotAscendIsRefused(bytes: [UInt8]) {
        #expect(throws: FeedError.self) { try LiveLeaves(decoding: bytes) }
    }

    @Test func earlierLeavesAreErasedWithTheRecord() throws {
        var live = LiveLeaves()
        #expect(live.append(.state, at: leaf(3)) == [])
        #expect(live.append(.patch, at: leaf(4)) == [])
        #expect(live.append(.state, at: leaf(7)) == [leaf(3), leaf(4)])
        #expect(live.takeErasable(afterWithdrawal: false) == [])
        #expect(live.append(.withdraw, at: leaf(9)) == [leaf(7)])
        #expect(live.takeErasable(afterWithdrawal: true) == [leaf(3), leaf(4), leaf(7)])
        #expect(live.takeErasable(afterWithdrawal: true) == [])
        #expect(live.leaves == [leaf(9)])
    }

    @Test func tooManyEarlierLeavesAreErasedBefore() {
        var live = LiveLeaves()
        for index in 0...UInt64(LiveLeaves.earlierLimit) { _ = live.append(.state, at: leaf(index)) }
        #expect(live.takeErasable(afterWithdrawal: false).count == LiveLeaves.earlierLimit)
        #expect(live.earlier == [])
    }

    @Test func earlierLeavesAreReadAgain() throws {
        var live = LiveLeaves()
        #expect(try LiveLeaves(decoding: live.encoded) == live)
        for index: UInt64 in [1, 5, 1 << 39] {
            _ = live.append(.state, at: leaf(index))
            _ = live.append(.patch, at: leaf(index + 1))
            #expect(try LiveLeaves(decoding: live.encoded) == live)
        }
    }
}
