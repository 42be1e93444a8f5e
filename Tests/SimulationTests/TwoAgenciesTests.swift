import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// The whole path between simulated agencies, one promise for each test.
@Suite struct TwoAgenciesTests {
    static let start = Timestamp(milliseconds: 1_780_000_000_000)

    static func agreementText(_ nodes: [SimulatedNode], version: Int = 1, predecessor: String = "") -> String {
        let parties = nodes.map {
            "party \($0.agency) { class \($0.card.card.agencyClass) jurisdiction \"us-wa\" "
                + "key \"\($0.root.publicKey)\" }"
        }
        return """
            agreement "demo" version \(version) {
              title "Demo"
              purpose human-trafficking-investigation
              authority \(nodes[0].agency) "RCW 10.93"
              effective 2026-01-01 until 2028-12-31
              \(parties.joined(separator: "\n  "))
              permit suspects {
                share person(names, dob, sex, phones, subject_category)
                to any
                when subject_category in [suspect, convicted]
                retain 5y onward none use investigation
              }
              redact birth-years { share person(dob as year) to any when tlp >= amber }
              withhold victims { share any to any when victim_protected or subject_category == victim }
            }
            """
    }

    static func person(_ given: String, _ family: String, category: String = "suspect") throws -> Content {
        var content = Content(type: .person)
        content.set(
            .names,
            to: .composite(of: [
                Component(NamePart.given, .text(given)), Component(NamePart.family, .text(family)),
            ]))
        content.set(.dob, to: .date(try #require(PartialDate(parsing: "1985-03-12"))))
        content.set(.subjectCategory, to: .text(category))
        return content
    }

    static func world(_ names: [String]) throws -> (World, [SimulatedNode]) {
        let world = World(seed: 7, now: start)
        let nodes = try names.map { try world.add(AgencyID(parsing: $0)) }
        for node in nodes {
            for other in nodes where other.agency != node.agency {
                try node.node.importCard(other.card, by: Node.Actor(user: "admin"), now: start)
            }
        }
        let parsed = Agreement.parse(agreementText(nodes), file: "demo")
        let agreement = try #require(parsed.agreement, "\(parsed.diagnostics)")
        var signed = SignedAgreement(agreement)
        for node in nodes { try signed.sign(with: node.root, signedBefore: nil) }
        for node in nodes { _ = try node.node.importAgreement(signed, by: Node.Actor(user: "admin"), now: start) }
        return (world, nodes)
    }

    @Test func aSuspectTravelsAndAVictimDoesNot() throws {
        let (world, nodes) = try Self.world(["us-a", "us-b"])
        let actor = Node.Actor(user: "analyst")
        try nodes[0].node.add(try Self.person("Ana", "Popa"), by: actor, now: world.now)
        try nodes[0].node.add(try Self.person("Ivan", "Ivanov", category: "victim"), by: actor, now: world.now)
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: Self.start.adding(milliseconds: 5000))
        #expect(try nodes[1].store.foreignViewCount() == 1)
        #expect(nodes[0].node.faults.isEmpty, "\(nodes[0].node.faults)")
        #expect(nodes[1].node.faults.isEmpty, "\(nodes[1].node.faults)")
    }

    @Test func anEditAndARetractionArriveLive() throws {
        let (world, nodes) = try Self.world(["us-a", "us-b", "us-c"])
        let actor = Node.Actor(user: "analyst")
        world.connect(nodes[0].agency, nodes[1].agency)
        world.connect(nodes[0].agency, nodes[2].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        let record = try nodes[0].node.add(try Self.person("Ana", "Popa"), by: actor, now: world.now)
        world.perform([.wakeAt(world.now)], at: nodes[0].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        #expect(try nodes[1].store.foreignViewCount() == 1)
        var edited = record.statement.content
        edited.set(.sex, to: .text("female"))
        try nodes[0].node.edit(record.statement.id, to: edited, by: actor, now: world.now)
        world.perform([.wakeAt(world.now)], at: nodes[0].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        let log = try #require(try nodes[1].store.logs().first { !$0.isOwn && $0.feed.origin == nodes[0].agency })
        var seen: [Content] = []
        try nodes[1].store.forEachView(of: log) { view in
            if let content = try nodes[1].store.content(of: view, in: log) { seen.append(content.content) }
            return true
        }
        #expect(seen.count == 1)
        #expect(seen.first?.value(.sex)?.text == "female")
        try nodes[0].node.retract(record.statement.id, by: actor, now: world.now)
        world.perform([.wakeAt(world.now)], at: nodes[0].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        #expect(try nodes[1].store.foreignViewCount() == 0)
        #expect(try nodes[2].store.foreignViewCount() == 0)
        for node in nodes { #expect(node.node.faults.isEmpty, "\(node.node.faults)") }
    }

    @Test func theLastSignatureOverALinkStartsTheSharingBothWays() throws {
        let world = World(seed: 11, now: Self.start)
        let nodes = try ["us-a", "us-b"].map { try world.add(AgencyID(parsing: $0)) }
        for (node, other) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            _ = try node.node.importCard(other.card, by: Node.Actor(user: "admin"), now: Self.start)
            try node.node.add(try Self.person("Ana", "Popa"), by: Node.Actor(user: "analyst"), now: Self.start)
        }
        let parsed = Agreement.parse(Self.agreementText(nodes), file: "demo")
        let agreement = try #require(parsed.agreement, "\(parsed.diagnostics)")
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        for node in nodes {
            var signed = SignedAgreement(agreement)
            try signed.sign(with: node.root, signedBefore: nil)
            let actions = try node.node.importAgreement(signed, by: Node.Actor(user: "admin"), now: world.now)
            world.perform(actions, at: node.agency)
            world.run(until: world.now.adding(milliseconds: 1000))
        }
        #expect(try nodes[0].store.foreignViewCount() == 1)
        #expect(try nodes[1].store.foreignViewCount() == 1)
    }

    @Test func aCrashedNodeGoesOnWhereItWas() throws {
        let (world, nodes) = try Self.world(["us-a", "us-b"])
        let actor = Node.Actor(user: "analyst")
        for number in 0..<50 {
            try nodes[0].node.add(try Self.person("Ana", "Popa\(number)"), by: actor, now: world.now)
        }
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        try nodes[0].crash(now: world.now)
        try nodes[1].crash(now: world.now)
        try nodes[0].node.add(try Self.person("Eva", "Last"), by: actor, now: world.now)
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        #expect(try nodes[1].store.foreignViewCount() == 51)
    }

    @Test func aThirdMemberRelaysWhileTheOriginIsAway() throws {
        let (world, nodes) = try Self.world(["us-a", "us-b", "us-c"])
        let actor = Node.Actor(user: "analyst")
        for number in 0..<20 {
            try nodes[0].node.add(try Self.person("Ana", "Popa\(number)"), by: actor, now: world.now)
        }
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        #expect(try nodes[1].store.foreignViewCount() == 20)
        world.disconnect(nodes[0].agency, nodes[1].agency)
        world.connect(nodes[1].agency, nodes[2].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        #expect(try nodes[2].store.foreignViewCount() == 20)
    }
}
