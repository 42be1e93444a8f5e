import ComityAgreement
import ComityCore
import ComityFeed
import ComityNode
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// Members who do not keep the rules.
@Suite struct LiarScenarioTests {
    private func liar(_ lie: Liar.Lie) throws -> Liar {
        var random = SeededRandom(seed: 99)
        return try Liar(lie, agency: AgencyID(parsing: "us-liar"), random: &random, now: Scene.start) { agreement in
            var writer = TermsWriter(id: agreement.id)
            var terms = TermsWriter.Terms()
            terms.personFields += ["nationality"]
            terms.categories += ["victim"]
            terms.withholdsVictims = false
            let parties = agreement.parties.map {
                TermsWriter.Signatory(agency: $0.agency, agencyClass: "police", key: $0.key)
            }
            do { return try writer.next(terms, parties: parties) } catch { return nil }
        }
    }

    @Test(arguments: Liar.Lie.allCases)
    func noLieIsShownAndOthersAreUndisturbed(lie: Liar.Lie) throws {
        let liar = try liar(lie)
        let scene = try Scene(["us-a", "us-b"], liars: [liar])
        scene.connect(0, 1)
        scene.world.connect(liar.agency, scene[0].agency)
        scene.world.connect(liar.agency, scene[1].agency)
        scene.rest()
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        let audited = try scene.audited(at: 0)
        switch lie {
        case .fork:
            for place in 0..<2 { #expect(try scene.log(of: liar.agency, at: place)?.isFrozen == true) }
            #expect(audited["fork-proved"] == 1)
        case .undisclosable:
            #expect(try scene.shown(of: liar.agency, at: 0) == 0)
            #expect(audited["entry-refused"] == 3)
        case .endlessPatches:
            #expect(try scene.shown(of: liar.agency, at: 0) == 0)
            #expect(audited["entry-refused"] == 1)
        case .groundlessPatch:
            #expect(try scene.shown(of: liar.agency, at: 0) == 0)
            #expect(audited["entry-refused"] == 3)
        case .unknownVersion:
            #expect(try scene.shown(of: liar.agency, at: 0) == 0)
            #expect(audited["peer-refused"] == nil, "the version might have been on its way")
        default:
            #expect(try scene.shown(of: liar.agency, at: 0) == 0)
            #expect(audited["peer-refused"] == 1)
        }
        try scene.expectHonesty()
    }

    @Test func aForkIsToldToWhoeverHoldsTheSameHeads() throws {
        let liar = try liar(.fork)
        let scene = try Scene(["us-a", "us-b", "us-c"], liars: [liar])
        let pairs = [(0, 1), (0, 2), (1, 2)]
        for (one, other) in pairs { scene.connect(one, other) }
        scene.rest()
        for (one, other) in pairs { scene.disconnect(one, other) }
        // Each link hears the other story: us-a and us-b the same, us-c the second.
        for place in [0, 2, 1] {
            scene.world.connect(liar.agency, scene[place].agency)
            scene.rest()
        }
        scene.connect(0, 2)
        scene.rest()
        scene.disconnect(0, 2)
        #expect(try scene.log(of: liar.agency, at: 0)?.isFrozen == true)
        #expect(try scene.log(of: liar.agency, at: 1)?.isFrozen == false)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.log(of: liar.agency, at: 1)?.isFrozen == true)
    }

    @Test func ofARefusedEntryNothingIsKeptButItsHash() throws {
        let liar = try liar(.undisclosable)
        let scene = try Scene(["us-a"], liars: [liar])
        scene.world.connect(liar.agency, scene[0].agency)
        scene.rest()
        #expect(try scene.audited(at: 0)["entry-refused"] == 3)
        let log = try #require(try scene.log(of: liar.agency, at: 0))
        var kept: [EntryKind] = []
        for leaf in 0..<log.size.value {
            guard let entry = try scene[0].store.entry(LeafIndex(leaf), of: log) else { continue }
            kept.append(try EntryBody(decoding: entry.encodedBody).kind)
        }
        #expect(kept == [.agreement])
    }

    @Test func aForkThatWasToldBeforeTheFeedCameIsRemembered() throws {
        let liar = try liar(.fork)
        let scene = try Scene(["us-a", "us-b", "us-c"], liars: [liar])
        scene.connect(0, 1)
        scene.connect(0, 2)
        // The third has nothing of the liar's while the others find out: what they relay is lost.
        let third = scene[2].agency
        scene.world.tamper = { _, to, bytes in
            to == third && bytes.count > 5 && bytes[4] == FrameType.batch.rawValue ? [] : [bytes]
        }
        for place in [0, 1] { scene.world.connect(liar.agency, scene[place].agency) }
        scene.rest()
        #expect(try scene.log(of: liar.agency, at: 0)?.isFrozen == true)
        scene.world.tamper = nil
        scene.disconnect(0, 2)
        scene.world.connect(liar.agency, scene[2].agency)
        scene.rest()
        #expect(try scene.log(of: liar.agency, at: 2)?.isFrozen == true)
        #expect(try scene.shown(of: liar.agency, at: 2) == 0)
    }

    @Test func aRelayThatHidesALiveLeafIsRefused() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        for _ in 0..<3 { try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.rest()
        scene.disconnect(0, 1)
        let relay = scene[1]
        scene.world.tamper = { from, _, bytes in
            guard from == relay.agency, bytes.count > 5, bytes[4] == FrameType.batch.rawValue else { return [bytes] }
            do { return [try Self.hidingOneLeaf(relay, Array(bytes[5...]))] } catch { return [] }
        }
        scene.connect(1, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 0)
        #expect(try scene.audited(at: 2)["peer-refused"] == 1)
        scene.connect(0, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 3, "the origin is not disturbed by its relay")
    }

    /// The same batch with one live leaf as a bare hash.
    private static func hidingOneLeaf(_ relay: SimulatedNode, _ bytes: [UInt8]) throws -> [UInt8] {
        let batch = try UnverifiedBatch(decoding: bytes)
        guard let log = try relay.store.log(batch.feed),
            var leaves = try relay.store.batchLeaves(of: log, from: batch.start, to: batch.head.size)
        else { return [] }
        leaves[1] = .dead(level: 0, hash: try relay.store.nodeHash(of: log, level: 0, place: 1))
        let salts = leaves.compactMap { if case .live(let salt, _) = $0 { salt } else { nil } }
        let sealed = try SealedBatch(
            feed: batch.feed, epoch: batch.epoch, start: batch.start, head: batch.head, leaves: leaves,
            salts: .listed(salts), evidence: [])
        return Frame.batch(sealed.bytes).encoded
    }

    @Test func aWithheldTailRaisesAnAlarm() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        scene.world.tamper = { _, _, bytes in
            bytes.count > 5 && bytes[4] == FrameType.batch.rawValue ? [] : [bytes]
        }
        try scene.add(at: 0)
        scene.rest(seconds: 240)
        #expect(try scene.audited(at: 1)["heartbeat-alarm"] == 1)
    }

    @Test(arguments: Tamperer.Habit.allCases)
    func aTampererHarmsNobody(habit: Tamperer.Habit) throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.world.redials = true
        let tamperer = Tamperer(habit, agency: scene[1].agency, seed: 3)
        scene.world.tamper = { from, _, bytes in from == scene[1].agency ? tamperer.tamper(bytes) : [bytes] }
        scene.world.connectAll()
        for _ in 0..<10 {
            for place in 0..<3 { try scene.add(at: place) }
            scene.rest()
        }
        #expect(try scene.shown(0, at: 2) == 10)
        scene.world.tamper = nil
        scene.rest(seconds: 120)
        try scene.expectHonesty()
    }
}
