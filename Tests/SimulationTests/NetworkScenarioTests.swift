import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// What the network does to honest members, one promise for each test.
@Suite struct NetworkScenarioTests {
    @Test func partitionSymmetricThenHeal() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        scene.world.partition(scene[0].agency, scene[1].agency)
        for _ in 0..<5 { try scene.add(at: 0) }
        try scene.add(at: 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 0)
        scene.world.heal()
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 5)
        try scene.expectHonesty()
    }

    @Test func isolateSendOnly() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        scene.world.block(from: scene[1].agency, to: scene[0].agency)
        for _ in 0..<5 { try scene.add(at: 0) }
        try scene.add(at: 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 5)
        #expect(try scene.shown(1, at: 0) == 0)
        scene.world.heal()
        scene.rest()
        try scene.expectHonesty()
    }

    /// A batch arrives whole or not at all: over such links only small ones bring anybody on.
    @Test(arguments: [5_000, 12_000])
    func linksThatAreCutBeforeALargeBatchIsThroughStillCarryAll(linkBytes: Int) throws {
        let scene = try Scene(["us-a", "us-b"])
        for _ in 0..<700 { try scene.add(at: 0) }
        scene.rest()
        scene.world.redials = true
        scene.world.faults.linkBytes = linkBytes
        scene.connect(0, 1)
        var shown = 0
        for _ in 0..<40 {
            scene.rest(seconds: 60)
            let now = try scene.shown(0, at: 1)
            #expect(now >= shown, "what has arrived stays")
            shown = now
        }
        #expect(shown == 700)
        scene.world.faults.linkBytes = nil
        try scene.expectHonesty()
    }

    @Test func crashDuringCatchUp() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.world.redials = true
        for _ in 0..<30 { try scene.add(at: 0) }
        scene.connect(0, 1)
        for _ in 0..<8 {
            scene.world.run(milliseconds: 3)
            scene.world.crash(scene[1].agency)
        }
        scene.rest(seconds: 60)
        #expect(try scene.shown(0, at: 1) == 30)
        try scene.expectHonesty()
    }

    @Test(arguments: 0..<6)
    func powerCutBetweenCommitAndKeyFile(writes: Int) throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.world.redials = true
        scene.connect(0, 1)
        scene.rest()
        scene[0].keys.writesUntilPowerCut = writes
        let ids = try (0..<4).map { _ in try scene.add(at: 0) }
        scene.rest()
        for id in ids where try scene[0].store.record(id) != nil { try scene.retract(id, at: 0) }
        scene.rest(seconds: 30)
        #expect(try scene.shown(0, at: 1) == 0)
        try scene.expectHonesty()
    }

    @Test func theLongAbsenteeCatchesUp() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        for _ in 0..<10 {
            let id = try scene.add(at: 0)
            for edit in 0..<12 {
                try scene.edit(id, at: 0) { $0.set(.sex, to: .text(edit % 2 == 0 ? "male" : "female")) }
            }
            scene.rest()
        }
        scene.connect(0, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 10)
        try scene.expectHonesty()
    }

    /// A party of a later version, when there is a history of edits and withdrawals already.
    @Test func aNewcomerCatchesUp() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let ids = try (0..<10).map { _ in try scene.add(at: 0) }
        try scene.add(at: 1)
        scene.rest()
        for id in ids.prefix(4) { try scene.retract(id, at: 0) }
        for id in ids.suffix(4) { try scene.edit(id, at: 0) { $0.set(.sex, to: .text("male")) } }
        scene.rest()
        let newcomer = try scene.world.add(AgencyID(parsing: "us-new"))
        for node in scene.nodes {
            _ = try node.node.importCard(newcomer.card, by: scene.actor, now: scene.world.now)
            _ = try newcomer.node.importCard(node.card, by: scene.actor, now: scene.world.now)
        }
        try scene.join(newcomer)
        scene.world.connect(newcomer.agency, scene[0].agency)
        scene.world.connect(newcomer.agency, scene[1].agency)
        scene.rest()
        #expect(try newcomer.store.foreignViewCount() == 7)
        try scene.expectHonesty()
    }

    @Test func theLateJoinerGetsCensusEvidenceForDeadLeaves() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        let ids = try (0..<12).map { _ in try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.rest()
        for id in ids.prefix(9) { try scene.retract(id, at: 0) }
        scene.rest()
        scene.connect(0, 2)
        scene.rest()
        let log = try #require(try scene.log(of: scene[0].agency, at: 2))
        #expect(try scene[2].store.entry(LeafIndex(1), of: log) == nil)
        #expect(try scene.shown(0, at: 2) == 3)
        try scene.expectHonesty()
    }

    @Test func aRelayCarriesWithdrawalsOfAnAbsentOrigin() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        let ids = try (0..<6).map { _ in try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.connect(0, 2)
        scene.rest()
        scene.disconnect(0, 2)
        for id in ids.prefix(4) { try scene.retract(id, at: 0) }
        scene.rest()
        scene.disconnect(0, 1)
        #expect(try scene.shown(0, at: 2) == 6)
        scene.connect(1, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 2)
        scene.connect(0, 2)
        scene.rest()
        try scene.expectHonesty()
    }

    @Test func whatIsDeliveredTwiceChangesNothing() throws {
        let scene = try Scene(["us-a", "us-b"])
        for _ in 0..<5 { try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.connect(0, 1)
        scene.connect(1, 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 5)
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        scene.disconnect(0, 1)
        scene.connect(0, 1)
        scene.rest()
        let after = try #require(try scene.log(of: scene[0].agency, at: 1))
        #expect(log.root == after.root)
        try scene.expectHonesty()
    }
}
