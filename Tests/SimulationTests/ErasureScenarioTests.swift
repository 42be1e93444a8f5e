import ComityAgreement
import ComityCore
import ComityFeed
import ComityMerkle
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// What was taken back is sent to nobody, readable nowhere, and said to be gone only once it is.
@Suite struct ErasureScenarioTests {
    /// A batch that was sealed for a member before a withdrawal is not what a newcomer is sent after it.
    @Test func aNewcomerIsNotSentWhatWasWithdrawn() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        // So many leaves, each looked at as it is written, take a while.
        (scene.world.didAct, scene.world.didSend) = (nil, nil)
        let id = try scene.add(at: 0)
        let others = (0..<4500).map { Telling.person("Other\($0)") }
        try scene.world.act(scene[0].agency) {
            _ = try $0.node.add(others, by: scene.actor, now: scene.world.clock(of: $0.agency))
        }
        scene.rest(seconds: 20)
        scene.connect(0, 1)
        scene.rest(seconds: 20)
        #expect(try scene.shown(0, at: 1) == 4501)
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        let number = try #require(try scene[0].store.record(id)).number
        let handle = try #require(try scene[0].store.projection(of: number, in: log)?.handle)
        let leaf = try #require(try scene[0].store.view(handle, of: log)?.leaves.base)
        try scene.retract(id, at: 0)
        scene.rest(seconds: 10)
        scene.connect(0, 2)
        scene.rest(seconds: 20)
        #expect(try scene.shown(0, at: 2) == 4500)
        let theirs = try #require(try scene.log(of: scene[0].agency, at: 2))
        #expect(try scene[2].store.kind(of: leaf, in: theirs) == nil, "the leaf came bare")
    }

    /// A field that a version no longer lets through is not in what a newcomer reads to get to the present view.
    @Test func aNewcomerIsNotSentWhatANarrowerVersionTookBack() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        let id = try scene.add(at: 0)
        try scene.edit(id, at: 0) { $0.set(.sex, to: .text("female")) }
        scene.rest()
        var narrow = TermsWriter.Terms()
        narrow.personFields.removeAll { $0 == "sex" }
        try scene.sign(narrow)
        scene.rest()
        scene.connect(0, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        let log = try #require(try scene.log(of: scene[0].agency, at: 2))
        for index in 0..<log.size.value {
            guard let stored = try scene[2].store.entry(LeafIndex(index), of: log) else { continue }
            switch try EntryBody(decoding: stored.encodedBody) {
            case .state(let entry): #expect(entry.content[.sex].isEmpty)
            case .patch(let entry): #expect(!entry.patch.set.contains { $0.number == .sex })
            default: break
            }
        }
        try scene.expectHonesty()
    }

    /// The key folder of the receiver is full as it obeys: it says so only when nothing can be opened any more.
    @Test func aReceiptWaitsForTheKeysToBeDestroyed() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        scene.world.redials = true
        scene[1].keys.writesLeft["seals-0"] = 0
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        try scene[1].backUp()
        try scene.retract(id, at: 0)
        scene.rest(seconds: 120)
        #expect(try scene[1].store.hasPendingPunctures())
        #expect(try scene.shown(0, at: 1) == 0)
        #expect(try scene.audited(at: 0)["receipt-received"] == nil)
        #expect(scene.world.isConnected(scene[0].agency, scene[1].agency), "nobody else has to wait")
        scene[1].keys.writesLeft = [:]
        scene.rest(seconds: 120)
        #expect(try !scene[1].store.hasPendingPunctures())
        #expect(try scene.audited(at: 0)["receipt-received"] == 1)
        scene.disconnect(0, 1)
        scene.world.restore(scene[1].agency, backup: 0)
        let kinds = try (0..<log.size.value).compactMap { try scene[1].store.entry(LeafIndex($0), of: log) }
            .map { try EntryBody(decoding: $0.encodedBody).kind }
        #expect(!kinds.contains(.state), "not in a backup either")
    }

    // MARK: Purges

    @Test func aPurgeOfAStateEndsThePatchesOnIt() throws {
        var told = try Telling()
        let base = told.feed.range.end
        let one = try told.state(Telling.person("Secret"))
        let two = try told.patch(Telling.person("Secret") { $0.set(.sex, to: .text("female")) }, on: one, at: base)
        try told.feed.send([.state(one), two])
        told.scene.rest()
        #expect(try told.shown() == 1)
        try told.feed.send([.purge(PurgeEntry(leaves: [LeafIndex(base)], order: "7"))])
        told.scene.rest()
        #expect(try told.shown() == 0)
        #expect(try told.readable() == [.agreement, .purge])
        #expect(try told.dead() == [base, base + 1])
    }

    @Test func aPurgeOfAPatchEndsTheStateUnderIt() throws {
        var told = try Telling()
        let base = told.feed.range.end
        let one = try told.state(Telling.person("Secret"))
        let two = try told.patch(Telling.person("Secret") { $0.set(.sex, to: .text("female")) }, on: one, at: base)
        let three = try told.patch(Telling.person("Secret") { $0.set(.sex, to: .text("male")) }, on: one, at: base)
        try told.feed.send([.state(one), two])
        // In one batch: the patch after the purge rests on nothing.
        try told.feed.send([.purge(PurgeEntry(leaves: [LeafIndex(base + 1)], order: nil)), three])
        told.scene.rest()
        #expect(try told.shown() == 0)
        #expect(try told.readable() == [.agreement, .purge])
        #expect(try told.scene.audited(at: 0)["entry-refused"] == 1)
    }

    @Test func aPurgeOfWhatCameBeforeLeavesThePresentView() throws {
        var told = try Telling()
        let base = told.feed.range.end
        let one = try told.state(Telling.person("Secret"))
        let two = StateEntry(
            try told.disclosure(Telling.person("Open")), handle: one.handle, statedAt: one.statedAt)
        try told.feed.send([.state(one), .state(two), .purge(PurgeEntry(leaves: [LeafIndex(base)], order: nil))])
        told.scene.rest()
        #expect(try told.shown() == 1)
        #expect(try told.readable() == [.agreement, .state, .purge])
        #expect(try told.dead() == [base])
    }

    /// A record of which an entry was refused is shown no more; a purge reaches what it said before all the same.
    @Test func aPurgeReachesWhatAHiddenViewSaidBefore() throws {
        var told = try Telling()
        let base = told.feed.range.end
        let one = try told.state(Telling.person("Secret"))
        let two = StateEntry(try told.disclosure(Telling.person("Secrets")), handle: one.handle, statedAt: one.statedAt)
        let refused = try told.patch(Telling.person("More") { $0.set(.sex, to: .text("female")) }, on: two, at: base)
        try told.feed.send([.state(one), .state(two), refused])
        told.scene.rest()
        #expect(try told.shown() == 0)
        #expect(try told.readable() == [.agreement, .state, .state])
        try told.feed.send([.purge(PurgeEntry(leaves: [LeafIndex(base + 1)], order: "7"))])
        told.scene.rest()
        #expect(try told.readable() == [.agreement, .purge])
        #expect(try told.dead() == [base, base + 1, base + 2])
    }

    // MARK: Censuses

    /// What an origin purges of its own censuses, a relay can still show: whoever is behind gets the feed from it.
    @Test func aPurgedCensusStillShowsWhatIsDead() throws {
        var told = try Telling(["us-a", "us-c"])
        let handle = told.handle()
        let first = told.feed.range.end
        try told.feed.send([withdrawal(of: handle), withdrawal(of: handle)] + told.withdrawals(4000))
        told.scene.rest(seconds: 5)
        try told.feed.send(told.withdrawals(1000))
        told.scene.rest(seconds: 5)
        let index = told.feed.range.end
        var dead = DeadBitmap()
        dead.markDead(LeafIndex(first))
        try told.feed.send([.census(dead.census(size: TreeSize(index)))])
        try told.feed.send([.purge(PurgeEntry(leaves: [LeafIndex(index)], order: "7"))])
        told.scene.rest(seconds: 5)
        #expect(try told.log().census == LeafIndex(index))
        told.scene.world.disconnect(told.evil.agency, told.scene[0].agency)
        told.scene.world.redials = true
        told.scene.connect(0, 1)
        told.scene.rest(seconds: 5)
        try told.scene.add(at: 0)
        told.scene.rest(seconds: 60)
        #expect(try told.scene.audited(at: 1)["peer-refused"] == nil)
        #expect(try told.scene.shown(0, at: 1) == 1)
        #expect(try told.scene.log(of: told.evil.agency, at: 1)?.size == told.log().size)
    }

    /// A census counts all leaves before it; of fewer it is refused, and nobody is alarmed.
    @Test func aCensusOfFewerLeavesIsMisplaced() throws {
        var told = try Telling()
        let (one, two) = (told.handle(), told.handle())
        var dead = DeadBitmap()
        dead.markDead(LeafIndex(1))
        try told.feed.send([
            withdrawal(of: one), withdrawal(of: one), withdrawal(of: two), withdrawal(of: two),
            .census(dead.census(size: TreeSize(3))),
        ])
        told.scene.rest()
        #expect(try told.scene.audited(at: 0)["heartbeat-alarm"] == nil)
        #expect(try told.scene.audited(at: 0)["entry-refused"] == 1)
        dead.markDead(LeafIndex(3))
        try told.feed.send([.census(dead.census(size: TreeSize(told.feed.range.end)))])
        told.scene.rest()
        #expect(try told.scene.audited(at: 0)["heartbeat-alarm"] == nil)
        #expect(try told.log().census == LeafIndex(6))
    }

    /// A false census dies with the next one like any other, so that the accounts agree again.
    @Test func aFalseCensusIsAnAlarmAndTheNextTrueOneIsTaken() throws {
        var told = try Telling()
        let start = told.feed.range.end
        for _ in 0..<3 { told.feedBodies.append(falseCensus(at: start + UInt64(told.feedBodies.count))) }
        try told.feed.send(told.feedBodies)
        told.scene.rest()
        #expect(try told.scene.audited(at: 0)["heartbeat-alarm"] == 1, "one for a batch")
        var dead = DeadBitmap()
        for leaf in start..<start + 2 { dead.markDead(LeafIndex(leaf)) }
        let index = told.feed.range.end
        try told.feed.send([.census(dead.census(size: TreeSize(index)))])
        told.scene.rest()
        #expect(try told.log().census == LeafIndex(index))
        #expect(try told.scene.audited(at: 0)["heartbeat-alarm"] == 1)
    }

    private func falseCensus(at index: UInt64) -> EntryBody {
        var dead = DeadBitmap()
        dead.markDead(LeafIndex(0))
        return .census(dead.census(size: TreeSize(index)))
    }

    private func withdrawal(of handle: Handle) -> EntryBody { .withdraw(WithdrawEntry(handle: handle, reason: .error)) }

}
