import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityNode
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// What an operator sees and the trail tells when a peer is refused, silent, or gone.
@Suite struct PeerScenarioTests {
    /// The row of `comity peers` at one node about another.
    private func row(_ scene: Scene, _ place: Int, about peer: Int) throws -> CBORValue {
        let request = ControlRequest("peers", user: scene.actor.user)
        guard
            case .rows(let rows, _) = scene[place].node.perform(
                request, now: scene.world.clock(of: scene[place].agency))
        else { throw NodeError(.invalid, "`peers` was not answered") }
        return try #require(rows.first { $0["agency"]?.textValue == scene[peer].agency.text })
    }

    private func refusals(_ scene: Scene, _ place: Int) throws -> [String] {
        var reasons: [String] = []
        try scene[place].store.forEachAuditEvent { _, bytes, _ in
            let event = try AuditEvent(decoding: bytes)
            if event.kind == .peerRefused,
                case .text(let reason)? = event.rendered.first(where: { $0.key == "reason" })?.value
            {
                reasons.append(reason)
            }
            return true
        }
        return reasons
    }

    @Test func anExpiredCardIsRefusedReadablyAndAtABoundedRate() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.world.leap(milliseconds: 3651 * Timestamp.millisecondsPerDay)
        for _ in 0..<50 {
            scene.connect(1, 0)
            scene.world.run(milliseconds: 100)
        }
        let row = try row(scene, 0, about: 1)
        #expect(row["state"]?.textValue == "refused")
        #expect(row["reason"]?.textValue?.hasPrefix("its card expired at ") == true)
        #expect(
            try refusals(scene, 0) == [String](repeating: "expired-card", count: NodeLimits.auditedRefusalsPerMinute))
    }

    @Test func strangersAreToldOnceAMinuteAndReason() throws {
        let scene = try Scene(["us-a", "us-b"])
        func refuse(_ cause: RefusedStranger.Cause, pin: Digest? = nil) {
            scene[0].node.refusedStranger(
                RefusedStranger(pin: pin, address: "192.0.2.1:7411", cause: cause, reason: "a test"),
                now: scene.world.now)
        }
        for _ in 0..<500 { refuse(.notPinned, pin: SHA256.hash([9])) }
        for _ in 0..<500 { refuse(.handshakeFailed) }
        #expect(try scene.audited(at: 0)["stranger-refused"] == 2)
        scene.rest(seconds: 130)
        #expect(try scene.audited(at: 0)["stranger-refused"] == 4)
        for _ in 0..<500 { refuse(.tooManyLinks, pin: scene[1].card.card.tlsPin) }
        #expect(try scene.audited(at: 0)["stranger-refused"] == 4)
        #expect(
            try refusals(scene, 0)
                == [String](repeating: "too-many-links", count: NodeLimits.auditedRefusalsPerMinute))
    }

    @Test func aLinkEndsWithTheCardThatItRestsOn() throws {
        let scene = try Scene(["us-a", "us-b"])
        var card = scene[1].card.card
        card.sequence += 1
        card.issuedAt = scene.world.now
        card.expiresAt = scene.world.now.adding(milliseconds: 3_600_000)
        func take(_ card: NodeCard) throws {
            let signed = try SignedCard(signing: card, with: scene[1].root)
            _ = try scene[0].node.importCard(signed, by: scene.actor, now: scene.world.now)
            scene.world.wakeNow(scene[0].agency)
        }
        try take(card)
        scene.connect(0, 1)
        scene.rest(seconds: 3590)
        #expect(scene.world.isConnected(scene[0].agency, scene[1].agency))
        scene.rest(seconds: 20)
        #expect(!scene.world.isConnected(scene[0].agency, scene[1].agency))
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 0)
        card.sequence += 1
        card.expiresAt = scene.world.now.adding(days: 300)
        try take(card)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        card.sequence += 1
        card.tlsPin = SHA256.hash([9])
        try take(card)
        try scene.add(at: 0)
        scene.rest()
        #expect(!scene.world.isConnected(scene[0].agency, scene[1].agency))
        #expect(try scene.shown(0, at: 1) == 1, "nothing leaves to a key that the card does not name any more")
        #expect(try refusals(scene, 0) == ["expired-card", "wrong-pin"])
    }

    @Test func nothingOfAnOriginWhoseCardHasLapsedComesOverARelay() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        var card = scene[0].card.card
        func take(days: Int64) throws {
            card.sequence += 1
            card.issuedAt = scene.world.now
            card.expiresAt = scene.world.now.adding(days: days)
            let signed = try SignedCard(signing: card, with: scene[0].root)
            _ = try scene[2].node.importCard(signed, by: scene.actor, now: scene.world.now)
            scene.world.wakeNow(scene[2].agency)
        }
        try take(days: 1)
        scene.connect(0, 1)
        scene.connect(1, 2)
        scene.rest()
        scene.world.leap(milliseconds: 2 * Timestamp.millisecondsPerDay)
        try scene.add(at: 0)
        scene.rest(seconds: 10)
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try scene.shown(0, at: 2) == 0)
        #expect(try refusals(scene, 2) == [], "the relay is not to blame")
        try take(days: 300)
        scene.rest(seconds: 200)
        #expect(try scene.shown(0, at: 2) == 1)
    }

    @Test func aReplayedCardIsRefused() throws {
        let scene = try Scene(["us-a", "us-b"])
        let old = scene[1].card
        var next = old.card
        next.sequence += 1
        let newer = try SignedCard(signing: next, with: scene[1].root)
        _ = try scene[0].node.importCard(newer, by: scene.actor, now: scene.world.now)
        scene.world.tamper = { from, _, bytes in
            guard from == scene[1].agency, bytes.count > 5, bytes[4] == FrameType.hello.rawValue else { return [bytes] }
            return [bytes, Frame.card(old.encoded).encoded]
        }
        scene.connect(1, 0)
        scene.rest()
        #expect(try refusals(scene, 0) == ["stale-card"])
        #expect(try row(scene, 0, about: 1)["refused"]?.textValue != nil)
        scene.world.tamper = nil
        scene.connect(1, 0)
        scene.rest()
        let row = try row(scene, 0, about: 1)
        #expect(row["state"]?.textValue == "connected")
        #expect(row["refused"]?.textValue != nil, "what happened stays to be read")
    }

    @Test func anotherKeyAtThePeersAddressIsRefused() throws {
        let scene = try Scene(["us-a", "us-b"])
        let reason = "the peer at this address has another key than its card"
        for _ in 0..<50 {
            scene[0].node.dialFailed(
                scene[1].card.card.tlsPin, isUntrusted: true, reason: reason, now: scene.world.now)
        }
        let row = try row(scene, 0, about: 1)
        #expect(row["state"]?.textValue == "refused")
        #expect(row["reason"]?.textValue == reason)
        #expect(try refusals(scene, 0) == [String](repeating: "wrong-pin", count: NodeLimits.auditedRefusalsPerMinute))
        scene[0].node.dialFailed(SHA256.hash([9]), isUntrusted: true, reason: reason, now: scene.world.now)
        scene.connect(0, 1)
        scene.rest()
        #expect(try self.row(scene, 0, about: 1)["state"]?.textValue == "connected")
    }

    @Test func whoIsNoPartyMaySayHelloAndNoMore() throws {
        let scene = try Scene(["us-a", "us-b"])
        let other = try scene.world.add(AgencyID(parsing: "us-other"))
        _ = try other.node.importCard(scene[0].card, by: scene.actor, now: scene.world.now)
        _ = try scene[0].node.importCard(other.card, by: scene.actor, now: scene.world.now)
        scene.world.connect(other.agency, scene[0].agency)
        scene.rest()
        #expect(try refusals(scene, 0).isEmpty)
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        scene.world.tamper = { from, _, bytes in
            guard from == other.agency, bytes.count > 5, bytes[4] == FrameType.hello.rawValue else { return [bytes] }
            let want = FeedPosition(feed: log.feed, epoch: log.epoch, leaf: LeafIndex(0))
            return [bytes, Frame.want(want).encoded]
        }
        scene.world.disconnect(other.agency, scene[0].agency)
        scene.world.connect(other.agency, scene[0].agency)
        scene.rest()
        #expect(try refusals(scene, 0) == ["unexpected-frame"])
    }

    @Test func aPeerThatStopsSaysSo() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        scene.world.perform(scene[1].node.stopping(now: scene.world.now), at: scene[1].agency)
        scene.rest()
        let row = try row(scene, 0, about: 1)
        #expect(row["state"]?.textValue == "waiting")
        #expect(row["reason"]?.textValue == "the peer closed: stopping")
    }

    @Test func aPeerThatMissesThreeHeartbeatsRaisesOneAlarm() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest(seconds: 65)
        scene.world.tamper = { from, _, bytes in
            from == scene[1].agency && bytes.count > 5 && bytes[4] == FrameType.heartbeat.rawValue ? [] : [bytes]
        }
        scene.rest(seconds: 150)
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == nil)
        scene.rest(seconds: 60)
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == 1)
        #expect(try row(scene, 0, about: 1)["reason"]?.textValue?.hasPrefix("no heartbeat since ") == true)
        scene.rest(seconds: 600)
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == 1, "one for each silence")
        #expect(try scene.audited(at: 1)["heartbeat-alarm"] == nil)
        scene.world.tamper = nil
        scene.rest(seconds: 65)
        #expect(try row(scene, 0, about: 1)["reason"] == nil)
    }

    @Test func aClockThatIsSetBackSilencesNobody() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest(seconds: 65)
        scene.world.setClock(of: scene[0].agency, offsetMilliseconds: -3_600_000)
        scene.rest(seconds: 400)
        #expect(try scene.audited(at: 1)["heartbeat-alarm"] == nil)
        try scene.add(at: 0)
        scene.rest(seconds: 130)
        #expect(try TrailChecker.faults(of: scene[0]) == [])
        #expect(try #require(try scene[0].store.newestAuditHead()).size == (try scene[0].store.auditSize()))
    }

    @Test func aMachineThatSleptRaisesNoAlarmAtOnce() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest(seconds: 65)
        scene.world.leap(milliseconds: 3_600_000)
        scene.rest(seconds: 400)
        for place in 0..<2 { #expect(try scene.audited(at: place)["heartbeat-alarm"] == nil) }
    }

    // MARK: Fairness and room

    /// Member 2 holds what member 1 lacks, and member 1 was told so while the origin still served it.
    @Test func whenTheOriginGoesWhatItPushedIsHadFromAnother() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        for (one, other) in [(0, 1), (0, 2), (1, 2)] { scene.connect(one, other) }
        scene.rest()
        scene.world.block(from: scene[0].agency, to: scene[1].agency)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 0)
        #expect(try scene.shown(0, at: 2) == 1)
        scene.disconnect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
    }

    @Test func aPeerCannotHaveTheSameLeavesSentForEver() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        scene.world.tamper = { from, _, bytes in
            guard from == scene[1].agency, bytes.count > 5, bytes[4] == FrameType.head.rawValue else { return [bytes] }
            let want = FeedPosition(feed: log.feed, epoch: log.epoch, leaf: LeafIndex(0))
            return [bytes, Frame.want(want).encoded]
        }
        try scene.add(at: 0)
        scene.rest(seconds: 30)
        #expect(try refusals(scene, 0) == ["limit-exceeded"])
        #expect(try #require(try scene.audited(at: 0)["batch-sent"]) < 3 * NodeLimits.auditedRefusalsPerMinute)
    }

    @Test func aPeerCannotFillTheStoreWithProposals() throws {
        let scene = try Scene(["us-a", "us-b"])
        var frames: [[UInt8]] = []
        for number in 0..<(NodeLimits.openProposalsPerPeer + 4) {
            var writer = TermsWriter(id: try AgreementID(parsing: "made-up"))
            var terms = TermsWriter.Terms()
            terms.until = "20\(30 + number)-12-31"
            frames.append(
                Frame.agreement(SignedAgreement(try writer.next(terms, parties: scene.people)).encoded).encoded)
        }
        scene.world.tamper = { from, _, bytes in
            guard from == scene[1].agency, bytes.count > 5, bytes[4] == FrameType.hello.rawValue else { return [bytes] }
            return [bytes] + frames
        }
        scene.connect(1, 0)
        scene.rest()
        let ends = try scene[0].store.agreements(AgreementID(parsing: "made-up")).map(\.signed.agreement.until)
        #expect(ends.count == NodeLimits.openProposalsPerPeer)
        #expect(try #require(ends.min()) > Timestamp(parsing: "2034-12-31"), "what is newer replaces what is older")
        #expect(try refusals(scene, 0) == [])
    }
}
