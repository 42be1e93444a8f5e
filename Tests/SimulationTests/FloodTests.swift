import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityNode
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// A known peer says far too much: it fills neither the trail nor the store nor anybody's links, and keeps nobody from
/// talking. Specs/sync.md#documents
@Suite struct FloodTests {
    private func signatory(_ agency: AgencyID, _ key: SigningKey) -> TermsWriter.Signatory {
        .init(agency: agency, agencyClass: "police", key: key.publicKey)
    }

    /// Two agencies that share, and a third that is known to both, shares nothing, and is linked to the first.
    private func strangerScene() throws -> (Scene, Puppet) {
        let scene = try Scene(["us-a", "us-c"])
        let puppet = try Puppet("us-loud", in: scene.world)
        scene.world.add(puppet)
        for node in scene.nodes {
            _ = try node.node.importCard(puppet.card, by: scene.actor, now: scene.world.now)
        }
        scene.world.connect(puppet.agency, scene[0].agency)
        scene.rest()
        return (scene, puppet)
    }

    private func propose(_ count: Int, of id: AgreementID, _ scene: Scene, _ puppet: Puppet) throws {
        var writer = TermsWriter(id: id)
        let parties = [signatory(scene[0].agency, scene[0].root), signatory(puppet.agency, puppet.root)]
        for _ in 0..<count {
            let text = try writer.next(TermsWriter.Terms(), parties: parties)
            puppet.send(.agreement(SignedAgreement(text).encoded))
        }
    }

    // MARK: Proposals

    @Test func proposalsOfOnePeerKeepNobodyElseFromProposing() throws {
        let (scene, puppet) = try strangerScene()
        scene.world.redials = true
        try propose(NodeLimits.openProposalsPerPeer + 4, of: scene.writer.id, scene, puppet)
        scene.rest()
        scene.connect(0, 1)
        scene.rest()
        var next = scene.writer
        var terms = TermsWriter.Terms()
        terms.categories = ["suspect", "witness"]
        var proposal = SignedAgreement(try next.next(terms, parties: scene.people))
        try proposal.sign(with: scene[1].root, signedBefore: nil)
        scene.world.perform(
            try scene[1].node.importAgreement(proposal, by: scene.actor, now: scene.world.now), at: scene[1].agency)
        try scene.add(at: 1)
        scene.rest(seconds: 30)
        #expect(try scene.shown(1, at: 0) == 1)
        #expect(try scene.audited(at: 0)["peer-refused"] == nil)
        let digest = proposal.digest
        func isHere() throws -> Bool { try scene[0].store.agreements().contains { $0.digest == digest } }
        #expect(try isHere())
        // Whoever signs what another one proposed makes it no easier to replace.
        try proposal.sign(with: scene[1].root, signedBefore: digest)
        try propose(NodeLimits.openProposalsPerPeer + 4, of: try AgreementID(parsing: "more"), scene, puppet)
        scene.rest()
        #expect(try isHere())
        #expect(puppet.link != nil)
        let kept = try scene[0].store.agreements().count { !$0.signed.isComplete }
        #expect(kept == NodeLimits.openProposalsPerPeer + 1)
    }

    @Test func proposalsComeBackToNobody() throws {
        let (scene, puppet) = try strangerScene()
        scene.connect(0, 1)
        scene.rest()
        var told = 0
        scene.world.didSend = { from, bytes in
            let types = [FrameType.agreement, .catalogue].map(\.rawValue)
            if from == scene[0].agency, bytes.count > 5, types.contains(bytes[4]) { told += 1 }
        }
        for id in ["one", "two", "three"] { try propose(16, of: try AgreementID(parsing: id), scene, puppet) }
        scene.rest(seconds: 10)
        #expect(told == 0)
        #expect(try #require(try scene.audited(at: 0)["agreement-proposed"]) <= NodeLimits.auditedRefusalsPerMinute + 1)
    }

    @Test func madeUpSignersFillNeitherCataloguesNorTheTrail() throws {
        let (scene, puppet) = try strangerScene()
        scene.connect(0, 1)
        scene.rest()
        var largest = 0
        scene.world.didSend = { from, bytes in
            if from == scene[0].agency, bytes.count > 5, bytes[4] == FrameType.catalogue.rawValue {
                largest = max(largest, bytes.count)
            }
        }
        var random = SeededRandom(seed: 8)
        let socks = try (0..<100).map {
            (
                try AgencyID(parsing: "us-" + String(repeating: "x", count: 50) + "-\($0)"),
                try SigningKey.generate(&random)
            )
        }
        var writer = TermsWriter(id: try AgreementID(parsing: "junk"))
        let parties = [
            signatory(scene[0].agency, scene[0].root), signatory(scene[1].agency, scene[1].root),
            signatory(puppet.agency, puppet.root),
        ]
        let text = try writer.next(
            TermsWriter.Terms(), parties: parties + socks.map { signatory($0.0, $0.1) })
        var signed = SignedAgreement(text)
        for sock in socks { try signed.sign(with: sock.1, signedBefore: nil) }
        puppet.send(.agreement(signed.encoded))
        scene.rest(seconds: 5)
        scene.disconnect(0, 1)
        scene.connect(0, 1)
        try scene.sign(TermsWriter.Terms())
        scene.rest(seconds: 5)
        #expect((1..<2000).contains(largest))
        #expect(try scene.audited(at: 0)["agreement-signed"] == 4, "those of the two versions in force")
    }

    /// With the signatures of as many parties as there may be, all of the longest names.
    @Test func theLargestAgreementPassesBeforeSharingIsAgreed() throws {
        let scene = try Scene(["us-a", "us-b"])
        let longest = try AgencyID(parsing: "us-" + String(repeating: "x", count: nameLimitBytes - 3))
        var writer = TermsWriter(id: try AgreementID(parsing: "largest"))
        let parties = [signatory(longest, scene[0].root), signatory(scene[1].agency, scene[1].root)]
        var signed = SignedAgreement(try writer.next(TermsWriter.Terms(), parties: parties))
        let unsigned = signed.encoded.count
        try signed.sign(with: scene[0].root, signedBefore: nil)
        let bytes = signed.encoded.count - unsigned
        #expect(AgreementLimit.encodedBytes + AgreementLimit.parties * bytes < SyncLimits.unagreedFrameBytes - 4096)
    }

    @Test func theSameCatalogueAgainAndAgainIsAnsweredOnce() throws {
        let scene = try Scene(["us-a"], puppets: ["us-loud"])
        scene.world.connect(scene.puppets[0].agency, scene[0].agency)
        scene.rest()
        for _ in 0..<50 { scene.puppets[0].send(.catalogue(Catalogue(heads: [], versions: []))) }
        scene.rest(seconds: 10)
        #expect(scene.puppets[0].inbox.count { $0.type == FrameType.agreement.rawValue } == 1)
        scene.rest(seconds: 60)
        scene.puppets[0].send(.catalogue(Catalogue(heads: [], versions: [])))
        scene.rest(seconds: 10)
        #expect(scene.puppets[0].inbox.count { $0.type == FrameType.agreement.rawValue } == 2)
    }

    // MARK: The trail

    @Test func falseCensusesAndHeartbeatsRaiseAFewAlarms() throws {
        let scene = try Scene(["us-a"], puppets: ["us-loud"])
        let loud = scene.puppets[0]
        scene.world.connect(loud.agency, scene[0].agency)
        scene.rest()
        let agreement = try #require(scene.agreement)
        let id = try #require(loud.feed(under: agreement))
        var feed = PuppetFeed(loud, id)
        var bodies: [EntryBody] = [.agreement(AgreementEntry(version: 1, digest: agreement.digest))]
        for index in 1...100 {
            bodies.append(.census(CensusEntry(size: TreeSize(UInt64(index)), deadCount: 0, bitmapRoot: .zero)))
        }
        // Of one batch only the last census is compared.
        for body in bodies { try feed.send([body]) }
        scene.rest(seconds: 5)
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == NodeLimits.auditedRefusalsPerMinute)
        scene.rest(seconds: 60)
        for round in 0..<400 {
            let size = TreeSize(round % 4 == 3 ? 1 : 9000)
            let head = FeedHead(feed: id, epoch: .first, size: size, root: .zero)
            loud.send(
                .heartbeat(
                    try Heartbeat(
                        agency: loud.agency, time: HybridTime(UInt64(round)), common: .zero, heads: [head],
                        signer: loud.nodeKey)))
        }
        scene.rest(seconds: 5)
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == NodeLimits.auditedRefusalsPerMinute)
    }

    @Test func ofAFloodOfNoticesTheLastOneCounts() throws {
        let scene = try Scene(["us-a"], puppets: ["us-loud"])
        let loud = scene.puppets[0]
        scene.world.connect(loud.agency, scene[0].agency)
        scene.rest()
        let agreement = try #require(scene.agreement)
        let before = try scene[0].store.auditSize().value
        let inbox = loud.inbox.count
        // The last of them suspends.
        for round in 0..<300 {
            let notice = AgreementNotice(
                round.isMultiple(of: 2) ? .resume : .suspend, of: agreement, by: loud.agency,
                effective: scene.world.now.adding(milliseconds: Int64(round) - 1_000_000), reason: "x")
            loud.send(.notice(try notice.signed(with: loud.root)))
        }
        scene.rest(seconds: 5)
        #expect(try scene[0].store.auditSize().value - before < 4 * UInt64(AgreementLimit.noticesPerMinute))
        #expect(loud.inbox.count - inbox < 4 * AgreementLimit.noticesPerMinute)
        scene.rest(seconds: 70)
        #expect(!scene.isInForce(at: 0))
        #expect(try scene[0].store.notices().count == 1)
    }
}
