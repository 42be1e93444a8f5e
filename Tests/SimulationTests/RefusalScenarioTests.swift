import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// Entries that a member did not admit, what the origin makes of it, and receipts.
@Suite struct RefusalScenarioTests {
    /// Member 1 says of the newest leaf of each feed of member 0, whenever it acknowledges one, that it refused it.
    private func refuse(_ scene: Scene, _ code: String) {
        let (origin, member) = (scene[0].agency, scene[1].agency)
        scene.world.tamper = { from, _, bytes in
            guard from == member, bytes.count > 5, bytes[4] == FrameType.head.rawValue else { return [bytes] }
            do {
                guard case .head(let head) = try Frame(type: .head, body: Array(bytes[5...])), head.size > .zero,
                    head.feed.origin == origin
                else { return [bytes] }
                let item = RefusalReport.Item(leaf: LeafIndex(head.size.value - 1), code: code)
                let report = RefusalReport(feed: head.feed, epoch: head.epoch, items: [item])
                return [bytes, Frame.refusal(report).encoded]
            } catch {
                return []
            }
        }
    }

    private func size(_ scene: Scene) throws -> UInt64 {
        try #require(try scene.log(of: scene[0].agency, at: 0)).size.value
    }

    @Test func aRefusedPatchIsAnsweredWithOneState() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let id = try scene.add(at: 0)
        scene.rest()
        refuse(scene, "no-base")
        let before = try size(scene)
        try scene.edit(id, at: 0) { $0.set(.sex, to: .text("male")) }
        scene.rest(seconds: 1200)
        #expect(try size(scene) == before + 2, "the patch, and the state that answers its refusal")
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        #expect(try scene[0].store.kind(of: LeafIndex(before), in: log) == .patch)
        #expect(try scene[0].store.kind(of: LeafIndex(before + 1), in: log) == .state)
        try scene.edit(id, at: 0) { $0.set(.sex, to: .text("female")) }
        scene.rest(seconds: 1200)
        #expect(try size(scene) == before + 4, "a change may be answered anew")
        try scene.expectHonesty()
    }

    @Test func aStateThatWouldBeRefusedAgainIsNotSaidAgain() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        refuse(scene, "field-not-shared")
        let before = try size(scene)
        try scene.add(at: 0)
        scene.rest(seconds: 1200)
        #expect(try size(scene) == before + 1)
    }

    @Test func aStateThatCameTooEarlyIsSaidOnceMoreLater() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        refuse(scene, "not-in-force")
        let before = try size(scene)
        try scene.add(at: 0)
        scene.rest(seconds: 300)
        #expect(try size(scene) == before + 1)
        scene.rest(seconds: 400)
        #expect(try size(scene) == before + 2)
        scene.rest(seconds: 3600)
        #expect(try size(scene) == before + 2, "two nodes cannot make each other talk for ever")
        try scene.expectHonesty()
    }

    @Test func anAnswerThatIsDueKeepsNoWithdrawalBack() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        scene.rest()
        refuse(scene, "held")
        let id = try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        try scene.retract(id, at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 0)
        try scene.expectHonesty()
    }

    /// Its word reaches the origin with the next link, over whatever relay the entry came.
    @Test(arguments: [true, false], [Int64(900_000), 1_800_000])
    func aMemberWhoseClockWasWrongRecovers(isDirect: Bool, offMilliseconds: Int64) throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        if isDirect { scene.connect(0, 2) } else { scene.connect(1, 2) }
        scene.rest()
        scene.world.setClock(of: scene[2].agency, offsetMilliseconds: -offMilliseconds)
        var later = TermsWriter.Terms()
        later.effective = scene.world.now.adding(milliseconds: 10_000).description
        try scene.sign(later)
        scene.rest(seconds: 20)
        try scene.add(at: 0)
        scene.rest(seconds: 1200)
        #expect(try scene.shown(0, at: 1) == 1)
        scene.world.setClock(of: scene[2].agency, offsetMilliseconds: 0)
        if !isDirect { scene.connect(0, 2) }
        scene.rest()
        scene.world.leap(milliseconds: NodeLimits.refusalAgainMilliseconds)
        scene.rest(seconds: 900)
        #expect(try scene.shown(0, at: 2) == 1)
        #expect(try #require(try scene.audited(at: 0)["entry-refused"]) <= 3, "said again, and no news")
        try scene.expectHonesty()
    }

    @Test func aMemberCannotFillTheTrailWithRefusals() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        refuse(scene, "field-not-shared")
        for _ in 0..<60 {
            try scene.add(at: 0)
            scene.world.run(milliseconds: 200)
        }
        #expect(try scene.audited(at: 0)["entry-refused"] == NodeLimits.auditedRefusalsPerMinute)
    }

    // MARK: Receipts

    @Test func aReceiptWaitsForALinkToTheOrigin() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        let ids = try (0..<3).map { _ in try scene.add(at: 0) }
        scene.connect(0, 1)
        scene.connect(0, 2)
        scene.rest()
        scene.disconnect(0, 2)
        try scene.retract(ids[0], at: 0)
        scene.rest()
        #expect(try scene.audited(at: 0)["receipt-received"] == 1, "the member that is linked obeyed")
        scene.disconnect(0, 1)
        scene.connect(1, 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 2)
        #expect(try scene.audited(at: 2)["receipt-sent"] == nil)
        scene.world.crash(scene[2].agency)
        scene.connect(0, 2)
        scene.rest()
        #expect(try scene.audited(at: 2)["receipt-sent"] == 1)
        #expect(try scene.audited(at: 0)["receipt-received"] == 2)
        scene.disconnect(0, 2)
        scene.connect(0, 2)
        scene.rest()
        #expect(try scene.audited(at: 2)["receipt-sent"] == 1, "said again, and no news")
        #expect(try scene.audited(at: 0)["receipt-received"] == 2)
        try scene.expectHonesty()
    }

    @Test func aReceiptThatIsLostWithItsLinkIsSaidAgain() throws {
        let scene = try Scene(["us-a", "us-b"])
        let id = try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        scene.world.tamper = { _, _, bytes in
            bytes.count > 5 && bytes[4] == FrameType.receipt.rawValue ? [] : [bytes]
        }
        try scene.retract(id, at: 0)
        scene.rest()
        #expect(try scene.audited(at: 0)["receipt-received"] == nil)
        scene.world.tamper = nil
        scene.disconnect(0, 1)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.audited(at: 0)["receipt-received"] == 1)
        try scene.expectHonesty()
    }

    @Test func onlyAReceiptForAnErasureCounts() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        scene.world.tamper = { from, _, bytes in
            guard from == scene[1].agency, bytes.count > 5, bytes[4] == FrameType.head.rawValue else { return [bytes] }
            let leaves = [LeafIndex(1), LeafIndex(1 << 30)]
            return [bytes]
                + leaves.map { Frame.receipt(FeedPosition(feed: log.feed, epoch: log.epoch, leaf: $0)).encoded }
        }
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.audited(at: 0)["receipt-received"] == nil)
        try scene.expectHonesty()
    }

    // MARK: The trail

    @Test func whatIsWithheldIsAuditedOnceAStep() throws {
        let scene = try Scene(["us-a", "us-b"])
        for _ in 0..<3 { try scene.add(at: 0, category: "victim") }
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        var lists: [WithholdingList] = []
        try scene[0].store.forEachAuditEvent { index, bytes, _ in
            if try AuditEvent(decoding: bytes).kind == .withheld {
                lists.append(try WithholdingList(decoding: try #require(try scene[0].store.auditList(index)).bytes))
            }
            return true
        }
        #expect(!lists.isEmpty && lists.allSatisfy { $0.count == 3 }, "\(lists.map(\.count))")
        #expect(lists.first?[0].clauses.map(\.text) == ["victims"])
        try scene.expectHonesty()
    }

    /// Who brought a card or an agreement, and which peer proposed one.
    @Test func whoDidItIsToldByName() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        var next = scene.writer
        var proposal = SignedAgreement(try next.next(TermsWriter.Terms(), parties: scene.people))
        try proposal.sign(with: scene[1].root, signedBefore: nil)
        scene.world.perform(
            try scene[1].node.importAgreement(proposal, by: scene.actor, now: scene.world.now), at: scene[1].agency)
        scene.rest()
        func rows(_ kind: AuditEventKind, at place: Int) throws -> [String] {
            var rows: [String] = []
            try scene[place].store.forEachAuditEvent { _, bytes, _ in
                let event = try AuditEvent(decoding: bytes)
                guard event.kind == kind else { return true }
                let texts = ["agency", "user"].map { key -> String in
                    guard case .text(let text)? = event.rendered.first(where: { $0.key == key })?.value else {
                        return "-"
                    }
                    return text
                }
                rows.append(texts.joined(separator: " "))
                return true
            }
            return rows
        }
        #expect(try rows(.agreementProposed, at: 0) == ["us-a analyst", "us-b -"])
        #expect(try rows(.agreementProposed, at: 1) == ["us-b analyst", "us-b analyst"])
        #expect(try rows(.cardImported, at: 0).last == "us-b analyst")
        #expect(try rows(.agreementSigned, at: 0).last == "us-b -")
    }

    @Test func aRetractionByOrderTravelsAsOne() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let id = try scene.add(at: 0)
        scene.rest()
        try scene.world.act(scene[0].agency) {
            try $0.node.retract(id, reason: .order, by: scene.actor, now: scene.world.now)
        }
        scene.rest()
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        let reasons = try (0..<log.size.value).compactMap { try scene[1].store.entry(LeafIndex($0), of: log) }
            .compactMap { entry -> WithdrawEntry.Reason? in
                guard case .withdraw(let body) = try EntryBody(decoding: entry.encodedBody) else { return nil }
                return body.reason
            }
        #expect(reasons == [.order])
    }

    @Test func aProposalIsAuditedOnce() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        for place in 0..<2 {
            _ = try scene.add(try TwoAgenciesTests.person("Marisol", "Etxeberria"), at: place)
            scene.rest()
        }
        scene.rest()
        for place in 0..<2 {
            #expect(try scene[place].store.pairCount(decision: .proposed) == 1)
            #expect(try scene.audited(at: place)["match-proposed"] == 1)
        }
        try scene.expectHonesty()
    }
}
