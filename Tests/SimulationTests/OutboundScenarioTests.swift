import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// What leaves a node whose disk or records give trouble.
@Suite struct OutboundScenarioTests {
    /// us-a with two partners, an agreement with each.
    private func star() throws -> (world: World, nodes: [SimulatedNode]) {
        let world = World(seed: 7, now: Scene.start)
        let nodes = try ["us-a", "us-b", "us-c"].map { try world.add(AgencyID(parsing: $0)) }
        for partner in nodes.dropFirst() {
            var writer = TermsWriter(id: try AgreementID(parsing: "with-\(partner.agency)"))
            let pair = [nodes[0], partner]
            var signed = SignedAgreement(
                try writer.next(
                    TermsWriter.Terms(),
                    parties: pair.map { .init(agency: $0.agency, agencyClass: "police", key: $0.root.publicKey) }))
            for node in pair { try signed.sign(with: node.root, signedBefore: nil) }
            for (node, other) in [(nodes[0], partner), (partner, nodes[0])] {
                _ = try node.node.importCard(other.card, by: .init(user: "admin"), now: world.now)
                world.perform(
                    try node.node.importAgreement(signed, by: .init(user: "admin"), now: world.now), at: node.agency)
            }
            world.connect(nodes[0].agency, partner.agency)
        }
        world.run(milliseconds: 3000)
        return (world, nodes)
    }

    private func add(to node: SimulatedNode, in world: World, _ name: String) throws {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(NamePart.family, .text(name))]))
        content.set(.subjectCategory, to: .text("suspect"))
        try world.act(node.agency) { try $0.node.add(content, by: .init(user: "analyst"), now: world.now) }
    }

    private func shown(at node: SimulatedNode) throws -> Int64 { try node.store.foreignViewCount() }

    /// The marks of a step are one write: if it fails, no feed of the step leaves, and none counts as sent.
    @Test func whatCouldNotBeMarkedIsSentLater() throws {
        let (world, nodes) = try star()
        for partner in nodes.dropFirst() { #expect(try shown(at: partner) == 0) }
        nodes[0].keys.writesLeft["signed"] = 0
        try add(to: nodes[0], in: world, "First")
        world.run(milliseconds: 2000)
        #expect(try nodes.dropFirst().map { try shown(at: $0) } == [0, 0])
        #expect(!nodes[0].node.faults.isEmpty)
        nodes[0].keys.writesLeft = [:]
        world.run(milliseconds: 120_000)
        #expect(try nodes.dropFirst().map { try shown(at: $0) } == [1, 1])
    }

    @Test func noBytesLeaveUnderAHeadWithoutAMark() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        for writes in 0..<5 {
            scene[0].keys.writesUntilPowerCut = writes
            try scene.add(at: 0)
            scene.rest()
            scene[0].keys.restorePower()
            scene.connect(0, 1)
            scene.rest()
            let log = try #require(try scene.log(of: scene[0].agency, at: 1))
            let remembered = try SignedSizes(folder: scene[0].keys)[log.feed.logOrigin(epoch: log.epoch)]
            #expect(remembered?.size == log.size, "with the power cut at write \(writes)")
            #expect(remembered?.root == log.root)
        }
        try scene.expectHonesty()
    }

    @Test func aRecordAtTheLimitTravelsAndOneBeyondIsRefused() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let content = try content(of: Content.limitBytes)
        _ = try scene.add(content, at: 0)
        scene.rest(seconds: 10)
        #expect(try scene.shown(0, at: 1) == 1)
        let beyond = try self.content(of: Content.limitBytes + 1)
        #expect(throws: RecordError(.limitExceeded, "")) { try scene.add(beyond, at: 0) }
        try scene.expectHonesty()
    }

    /// A person whose content is encoded in exactly `bytes` bytes.
    private func content(of bytes: Int) throws -> Content {
        var content = Content(type: .person)
        content.set(.subjectCategory, to: .text("suspect"))
        func fill(_ last: Int) {
            let names = (0..<4).map { number -> Claim in
                let text = String(repeating: ["a", "b", "c", "d"][number], count: number < 3 ? 65_000 : last)
                return Claim(.composite(of: [Component(NamePart.family, .text(text))]), provenance: nil)
            }
            content.set(.names, to: names)
        }
        fill(50_000)
        fill(50_000 + bytes - content.encoded.count)
        try #require(content.encoded.count == bytes)
        return content
    }

    @Test func aRecordThatOutgrowsAnEntryIsWithheldAndOthersGoOn() throws {
        // Small as it is kept; with a token for each part of a name it fits no entry.
        let faults = try faults(afterAdding: person(names: 1024))
        #expect(faults.count == 1 && faults[0].contains("a disclosure of"), "\(faults)")
    }

    private func faults(afterAdding content: Content) throws -> [String] {
        let scene = try Scene(["us-a", "us-b"])
        let tokens = try signTokens(scene)
        func shown() throws -> Int64 {
            try scene[1].store.logs().filter { $0.feed.agreement == tokens && !$0.isOwn }
                .reduce(0) { $0 + (try scene[1].store.viewCount(of: $1)) }
        }
        scene.connect(0, 1)
        let other = try scene.add(at: 0)
        scene.rest()
        #expect(try shown() == 1)
        _ = try scene.add(content, at: 0)
        scene.rest()
        try scene.retract(other, at: 0)
        try scene.add(at: 0)
        scene.rest()
        #expect(try shown() == 1, "the other record has gone, a third has come")
        #expect(try scene[0].store.dirtyCount() == 0)
        return scene[0].node.faults.map { "\($0.error)" }
    }

    private func person(names: Int) -> Content {
        let parts = [NamePart.given, NamePart.family, NamePart.middle, NamePart.full, NamePart.maiden]
        var content = Content(type: .person)
        content.set(.subjectCategory, to: .text("suspect"))
        content.set(
            .names,
            to: (0..<names).map { name in
                Claim(.composite(of: parts.map { Component($0, .text("\(name)")) }), provenance: nil)
            })
        content.set(
            .phones,
            to: (0..<min(names, 1024)).map { phone in
                Claim(.composite(of: [Component(PhonePart.number, .text("\(phone)"))]), provenance: nil)
            })
        return content
    }

    /// One more agreement, which gives names as tokens.
    private func signTokens(_ scene: Scene) throws -> AgreementID {
        let fields = ["names.given", "names.family", "names.middle", "names.full", "names.maiden", "phones.number"]
        let tokens = fields.map { "\($0) as token" }.joined(separator: ", ")
        let parties = scene.people.map {
            "party \($0.agency) { class police jurisdiction \"us-wa\" key \"\($0.key)\" }"
        }
        let text = """
            agreement "tokens" version 1 {
              title "Tokens"
              purpose matching
              effective 2026-01-01 until 2030-12-31
              \(parties.joined(separator: "\n  "))
              permit suspects { share person(\(tokens), subject_category) to any onward none }
            }
            """
        let parsed = Agreement.parse(text, file: "test")
        var signed = SignedAgreement(try #require(parsed.agreement, "\(parsed.diagnostics)"))
        for node in scene.nodes { try signed.sign(with: node.root, signedBefore: nil) }
        for node in scene.nodes {
            scene.world.perform(
                try node.node.importAgreement(signed, by: scene.actor, now: scene.world.now), at: node.agency)
        }
        return signed.agreement.id
    }
}
