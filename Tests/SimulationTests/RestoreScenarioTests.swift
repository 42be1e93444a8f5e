import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Databases that were replaced by older copies of themselves.
@Suite struct RestoreScenarioTests {
    @Test func anOldBackupOpensANewEpochAndLosesNothingThatItHolds() throws {
        let scene = try Scene(["us-a", "us-b"])
        for _ in 0..<4 { try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        for _ in 0..<3 { try scene.add(at: 0) }
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 7)
        scene.world.restore(scene[0].agency, backup: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.log(of: scene[0].agency, at: 1)?.epoch == Epoch(2))
        #expect(try scene.shown(0, at: 1) == 4)
        #expect(try scene.audited(at: 0)["epoch-opened"] == 2, "the feed and the trail")
        try scene.expectHonesty()
    }

    @Test func aSecondRestoreNeverReusesAnEpoch() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        for restore in 0..<3 {
            try scene.add(at: 0)
            scene.rest()
            scene.world.restore(scene[0].agency, backup: 0)
            scene.connect(0, 1)
            scene.rest()
            #expect(try scene.log(of: scene[0].agency, at: 1)?.epoch == Epoch(UInt32(restore) + 2))
        }
        try scene.expectHonesty()
    }

    @Test func aStoreOlderThanItsFeedsDoesNotSignThemTwice() throws {
        let scene = try Scene(["us-a", "us-b"])
        let young = try scene.world.add(AgencyID(parsing: "us-young"))
        try young.backUp()
        for node in scene.nodes {
            _ = try node.node.importCard(young.card, by: scene.actor, now: scene.world.now)
            _ = try young.node.importCard(node.card, by: scene.actor, now: scene.world.now)
        }
        try scene.join(young)
        scene.world.connect(young.agency, scene[0].agency)
        scene.rest()
        #expect(try scene.log(of: young.agency, at: 0)?.epoch == .first)
        scene.world.restore(young.agency, backup: 0)
        for node in scene.nodes {
            _ = try young.node.importCard(node.card, by: scene.actor, now: scene.world.now)
        }
        scene.world.connect(young.agency, scene[0].agency)
        scene.rest(seconds: 30)
        #expect(try scene.log(of: young.agency, at: 0)?.epoch == Epoch(2))
        #expect(scene.watch.violations == [])
    }

    /// Partners have receipts for a node that has forgotten the agreement under which it withdrew.
    @Test func aStoreOlderThanTheAgreementGetsItBackBeforeAnythingElse() throws {
        let scene = try Scene(["us-a", "us-b"])
        let young = try scene.world.add(AgencyID(parsing: "us-young"))
        func introduce() throws {
            for node in scene.nodes {
                _ = try node.node.importCard(young.card, by: scene.actor, now: scene.world.now)
                _ = try young.node.importCard(node.card, by: scene.actor, now: scene.world.now)
            }
        }
        try introduce()
        try young.backUp()
        try scene.join(young)
        scene.world.connect(young.agency, scene[0].agency)
        var id: RecordID?
        try scene.world.act(young.agency) { node in
            let content = try TwoAgenciesTests.person("Ana", "Popa")
            id = try node.node.add(content, by: scene.actor, now: scene.world.now).statement.id
        }
        scene.rest()
        let withdrawn = try #require(id)
        try scene.world.act(young.agency) {
            try $0.node.retract(withdrawn, by: scene.actor, now: scene.world.now)
        }
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.audited(at: 0)["receipt-sent"] == 1)
        scene.world.restore(young.agency, backup: 0)
        scene.world.connect(young.agency, scene[0].agency)
        scene.rest(seconds: 30)
        #expect(try young.store.foreignViewCount() == 1)
        #expect(young.node.book.shares(with: scene[0].agency))
    }

    @Test func aPeerShowsWhatTheKeyFolderForgot() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        try scene.add(at: 0)
        scene.rest()
        scene[0].keys.replaceSilently("signed", with: nil)
        scene.world.restore(scene[0].agency, backup: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.log(of: scene[0].agency, at: 1)?.epoch == Epoch(2))
        #expect(try scene.shown(0, at: 1) == 1)
    }

    @Test func aPeerShowsASecondHistoryThatHasGrownPastTheFirst() throws {
        let scene = try Scene(["us-a", "us-b"])
        for _ in 0..<4 { try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        let keys = ["seals", "salts", "signed"].map { ($0, scene[0].keys.read($0)) }
        for _ in 0..<2 { try scene.add(at: 0) }
        scene.rest()
        scene.disconnect(0, 1)
        // The whole machine goes back, key folder included, and its people go on before any peer is heard.
        for (name, bytes) in keys { scene[0].keys.replaceSilently(name, with: bytes) }
        scene.world.restore(scene[0].agency, backup: 0)
        for _ in 0..<9 {
            try scene.add(at: 0)
            scene.rest(seconds: 1)
        }
        scene.world.redials = true
        scene.connect(0, 1)
        scene.rest(seconds: 30)
        #expect(try scene.log(of: scene[0].agency, at: 1)?.epoch == Epoch(2))
        #expect(try scene.shown(0, at: 1) == 13)
        #expect(try scene.audited(at: 1)["peer-refused"] == nil, "nobody broke a rule")
        // What us-a wrote before it knew was signed for nobody.
        #expect(try ConvergenceChecker(scene.world).differences() == [])
        let mine = try #require(try scene.log(of: scene[0].agency, at: 0))
        let theirs = try #require(try scene.log(of: scene[0].agency, at: 1))
        #expect(mine.root == theirs.root)
        #expect(try TrailChecker.faults(of: scene[0]) == [])
    }

    /// Events that were signed and went with the database: nobody is told that all is well.
    @Test func aTrailThatLostItsEndDoesNotVerify() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.rest()
        try scene[0].backUp()
        let (before, whole) = try scene.ask(0, "audit.verify", [:])
        #expect(before.isEmpty && whole["verified"] == true)
        for _ in 0..<5 { try scene.add(at: 0) }
        scene.rest(seconds: 10)
        let lost = try scene[0].store.auditSize()
        for life in 1...2 {
            scene.world.restore(scene[0].agency, backup: 0)
            let kept = try scene[0].store.auditSize().value - UInt64(life)
            scene.rest(seconds: 10)
            let (rows, result) = try scene.ask(0, "audit.verify", [:])
            #expect(result["verified"] == false)
            #expect(scene.texts(rows, "place").sorted() == (1...life).map { "us-a/audit/\($0)" })
            #expect(
                scene.texts(rows, "reason").contains(
                    "signed over \(lost) events, of which those from \(kept) on are lost"))
            #expect(rows.count == life, "each epoch that lost its end")
            #expect(try TrailChecker.faults(of: scene[0]) == [])
        }
    }

    /// A changed event gets no signature by being verified.
    @Test func verifyingSignsNothing() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.rest()
        let signed = try scene[0].store.newestAuditHead()?.size
        try scene.add(at: 0)
        let (_, result) = try scene.ask(0, "audit.verify", [:])
        #expect(result["verified"] == true)
        #expect(result["unsigned"] == 1)
        #expect(try scene[0].store.newestAuditHead()?.size == signed)
    }

    @Test func whatWasDestroyedAfterTheBackupStaysDestroyed() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        try scene[1].backUp()
        try scene.retract(id, at: 0)
        scene.rest()
        scene.disconnect(0, 1)
        scene.world.restore(scene[1].agency, backup: 0)
        #expect(try scene.shown(0, at: 1) == 1, "the backup's row of the withdrawn view cannot be opened")
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    @Test func anEndedEpochLeavesNothingReadable() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        try edit(id, times: 12, in: scene)
        let ended = try (0..<2).map { try #require(try scene.log(of: scene[0].agency, at: $0)) }
        scene.world.restore(scene[0].agency, backup: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.log(of: scene[0].agency, at: 1)?.epoch == Epoch(2))
        for place in 0..<2 { #expect(try readableKinds(of: ended[place], at: scene[place]) == []) }
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    @Test func aWithdrawalReachesEarlierVersionsInBackups() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        let other = try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        for place in 0..<2 { try scene[place].backUp() }
        try edit(id, times: 12, in: scene)
        // A census comes with this, and forgets what was superseded.
        try scene.retract(other, at: 0)
        scene.rest()
        try scene.retract(id, at: 0)
        scene.rest()
        scene.disconnect(0, 1)
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        scene.world.restore(scene[1].agency, backup: 0)
        #expect(try readableKinds(of: log, at: scene[1]) == [.agreement])
        let own = try #require(try scene.log(of: scene[0].agency, at: 0))
        scene.world.restore(scene[0].agency, backup: 0)
        #expect(try readableKinds(of: own, at: scene[0]).filter { $0 == .state || $0 == .patch } == [])
    }

    @Test func whatPeopleDecidedOutlivesANewEpoch() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        let own = try scene.add(at: 1)
        scene.connect(0, 1)
        scene.rest()
        try scene[0].backUp()
        try scene.add(at: 0)
        scene.rest()
        let old = try #require(try scene.log(of: scene[0].agency, at: 1))
        let handle = try handle(of: id, at: scene[0])
        let claim = RecordMaker().link(
            from: .local(own),
            to: .wire(agency: old.feed.origin, agreement: old.feed.agreement, handle: handle), word: "same-as")
        _ = try scene.add(claim, at: 1)
        scene.rest()
        let confirmed = try scene[1].store.pairs(decision: .confirmed, limit: 10)
        #expect(confirmed.map(\.right) == [RecordRef(log: old.number, handle: Int64(handle.value))])
        scene.world.restore(scene[0].agency, backup: 0)
        scene.connect(0, 1)
        scene.rest()
        let new = try #require(try scene.log(of: scene[0].agency, at: 1))
        #expect(new.epoch == Epoch(2))
        #expect(try self.handle(of: id, at: scene[0]) == handle, "it is the record's for good")
        let kept = try scene[1].store.pairs(decision: .confirmed, limit: 10)
        #expect(kept.map(\.right) == [RecordRef(log: new.number, handle: Int64(handle.value))])
        #expect(try scene[1].store.view(handle, of: new)?.state == .visible)
    }

    private func handle(of id: RecordID, at node: SimulatedNode) throws -> Handle {
        let number = try #require(try node.store.record(id)).number
        let log = try #require(try node.store.logs().first { $0.isOwn })
        return try #require(try node.store.projection(of: number, in: log)?.handle)
    }

    private func edit(_ id: RecordID, times: Int, in scene: Scene) throws {
        for year in 0..<times {
            try scene.edit(id, at: 0) { $0.set(.dob, to: .date(PartialDate(year: 1970 + year)!)) }
            scene.rest(seconds: 1)
        }
    }

    private func readableKinds(of log: StoredLog, at node: SimulatedNode) throws -> [EntryKind] {
        try (0..<log.size.value).compactMap { leaf in
            try node.store.entry(LeafIndex(leaf), of: log).map { try EntryBody(decoding: $0.encodedBody).kind }
        }
    }
}
