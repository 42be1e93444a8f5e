import ComityCore
import ComitySync
import Testing

/// Specs/sync.md#pace
@Suite struct PaceTests {
    @Test func aNewPeerIsTrustedWithTheLargestBatch() {
        #expect(Pace().limit(carried: 0) == SyncLimits.leavesPerBatch)
    }

    @Test func linksThatCarryNothingQuarterItDownToOneLeaf() {
        var pace = Pace()
        var limits: [UInt64] = []
        for _ in 0..<8 {
            pace.linkEnded(carried: 0, isBroken: true)
            limits.append(pace.limit(carried: 0))
        }
        #expect(limits == [1024, 256, 64, 16, 4, 1, 1, 1])
    }

    @Test func aBrokenLinkTeachesWhatItCarried() {
        var pace = Pace()
        pace.linkEnded(carried: 301, isBroken: true)
        #expect(pace.leaves == 150)
        pace.linkEnded(carried: 1, isBroken: true)
        #expect(pace.leaves == 1)
        pace.linkEnded(carried: 1_000_000, isBroken: true)
        #expect(pace.leaves == SyncLimits.leavesPerBatch)
    }

    @Test func aLinkThatLastsIsUsedInFull() {
        var pace = Pace()
        pace.linkEnded(carried: 20, isBroken: true)
        var carried: UInt64 = 0
        var limits: [UInt64] = []
        while pace.limit(carried: carried) < SyncLimits.leavesPerBatch {
            limits.append(pace.limit(carried: carried))
            carried += pace.limit(carried: carried)
        }
        #expect(limits == [10, 10, 20, 40, 80, 160, 320, 640, 1280, 2560])
        pace.linkEnded(carried: carried, isBroken: false)
        #expect(pace.leaves == carried / 2, "an idle link that ends was no short one")
        pace.linkEnded(carried: 2, isBroken: false)
        #expect(pace.leaves == carried / 2)
    }
}
