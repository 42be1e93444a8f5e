import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// A small world for one scenario: agencies that have each other's cards and one signed agreement.
final class Scene {
    static let start = SimulationOptions.start

    let world: World
    let nodes: [SimulatedNode]
    let watch: FeedWatch
    let actor = Node.Actor(user: "analyst")
    var writer: TermsWriter
    var people: [TermsWriter.Signatory] = []
    private var roots: [SigningKey] = []
    private var count = 0

    /// Members that the test speaks for, parties like all others.
    let puppets: [Puppet]
    private(set) var agreement: Agreement?

    /// - Parameter itemsPerStep: records of one step of each node's work; nil for as many as a real node takes.
    init(
        _ names: [String], liars: [Liar] = [], puppets puppetNames: [String] = [], itemsPerStep: Int? = nil,
        seed: UInt64 = 7
    ) throws {
        world = World(seed: seed, now: Self.start)
        let world = world
        nodes = try names.map {
            try world.add(
                AgencyID(parsing: $0), agencyClass: $0.hasSuffix("safe") ? "victim-service" : "police",
                itemsPerStep: itemsPerStep)
        }
        watch = FeedWatch(world)
        writer = TermsWriter(id: try AgreementID(parsing: "scene"))
        world.didAct = { [watch] in try watch.look(at: $0) }
        world.didSend = { [watch] in try watch.look(sending: $1, from: $0) }
        puppets = try puppetNames.enumerated().map { try Puppet($1, in: world, seed: 99 + UInt64($0)) }
        for liar in liars { world.add(liar) }
        for puppet in puppets { world.add(puppet) }
        people = nodes.map { .init(agency: $0.agency, agencyClass: $0.card.card.agencyClass, key: $0.root.publicKey) }
        people += liars.map { .init(agency: $0.agency, agencyClass: "police", key: $0.root.publicKey) }
        people += puppets.map { .init(agency: $0.agency, agencyClass: "police", key: $0.root.publicKey) }
        roots = nodes.map(\.root) + liars.map(\.root) + puppets.map(\.root)
        for node in nodes {
            for other in world.members.values where other.agency != node.agency {
                _ = try node.node.importCard(other.card, by: actor, now: world.now)
            }
        }
        let signed = try sign(TermsWriter.Terms())
        for liar in liars { liar.agreement = signed }
    }

    subscript(place: Int) -> SimulatedNode { nodes[place] }

    /// Signs the next version for everybody and gives it to `holders`, or all parties.
    @discardableResult
    func sign(_ terms: TermsWriter.Terms, without left: AgencyID? = nil, holders: [Int]? = nil) throws
        -> SignedAgreement
    {
        let parties = people.filter { $0.agency != left }
        var signed = SignedAgreement(try writer.next(terms, parties: parties))
        for root in roots where parties.contains(where: { $0.key == root.publicKey }) {
            try signed.sign(with: root, signedBefore: nil)
        }
        agreement = signed.agreement
        for (place, node) in nodes.enumerated() where node.agency != left && holders?.contains(place) ?? true {
            let actions = try node.node.importAgreement(signed, by: actor, now: world.now)
            world.perform(actions, at: node.agency)
        }
        return signed
    }

    /// One more member, under the next version.
    func join(_ node: SimulatedNode) throws {
        people.append(.init(agency: node.agency, agencyClass: "police", key: node.root.publicKey))
        roots.append(node.root)
        let signed = try sign(TermsWriter.Terms())
        world.perform(
            try node.node.importAgreement(signed, by: actor, now: world.now), at: node.agency)
    }

    @discardableResult
    func add(at place: Int, category: String = "suspect", nationality: String? = nil) throws -> RecordID {
        count += 1
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(NamePart.family, .text("Family\(count)"))]))
        content.set(.subjectCategory, to: .text(category))
        if let nationality { content.set(.nationality, to: .text(nationality)) }
        return try add(content, at: place)
    }

    func add(_ content: Content, at place: Int) throws -> RecordID {
        var id: RecordID?
        try world.act(nodes[place].agency) { node in
            id = try node.node.add(content, by: actor, now: world.clock(of: node.agency)).statement.id
        }
        return try #require(id)
    }

    func edit(_ id: RecordID, at place: Int, _ change: (inout Content) -> Void) throws {
        try world.act(nodes[place].agency) { node in
            var content = try #require(try node.store.record(id)).statement.content
            change(&content)
            try node.node.edit(id, to: content, by: actor, now: world.clock(of: node.agency))
        }
    }

    /// The name under which a node is shown the only record of an origin.
    func name(_ origin: Int, at place: Int) throws -> RecordReference {
        let log = try #require(try log(of: nodes[origin].agency, at: place))
        var names: [RecordReference] = []
        try nodes[place].store.forEachView(of: log) { view in
            names.append(.wire(agency: log.feed.origin, agreement: log.feed.agreement, handle: view.handle))
            return true
        }
        #expect(names.count == 1)
        return try #require(names.first)
    }

    func retract(_ id: RecordID, at place: Int) throws {
        try world.act(nodes[place].agency) { try $0.node.retract(id, by: actor, now: world.clock(of: $0.agency)) }
    }

    /// A party's notice about the newest version that it knows, signed and given at its own node.
    func give(_ kind: AgreementNotice.Kind, at place: Int, afterMilliseconds delay: Int64 = 0) throws {
        let node = nodes[place]
        let agreement = try #require(try node.store.agreements(writer.id).last).signed.agreement
        let now = world.clock(of: node.agency)
        let notice = AgreementNotice(
            kind, of: agreement, by: node.agency, effective: now.adding(milliseconds: delay), reason: "a test")
        let request = ControlRequest(
            "agreement.notice", ["notice": .bytes(try notice.signed(with: node.root))], user: actor.user)
        let answer = node.node.perform(request, now: now)
        if case .failure(let failure) = answer { throw failure }
        try world.didAct?(node.agency)
        world.wakeNow(node.agency)
    }

    /// Whether a node shows, sends and takes in what the agreement allows.
    func isInForce(at place: Int) -> Bool { nodes[place].node.book.inForce[writer.id] != nil }

    func connect(_ one: Int, _ other: Int) { world.connect(nodes[one].agency, nodes[other].agency) }
    func disconnect(_ one: Int, _ other: Int) { world.disconnect(nodes[one].agency, nodes[other].agency) }
    func rest(seconds: Int64 = 2) { world.run(milliseconds: 1000 * seconds) }

    /// The log of another's feed at a node.
    func log(of origin: AgencyID, at place: Int) throws -> StoredLog? {
        try nodes[place].store.logs().first { $0.feed.origin == origin }
    }

    /// How many views of one origin a node shows.
    func shown(of origin: AgencyID, at place: Int) throws -> Int {
        try nodes[place].store.logs().filter { $0.feed.origin == origin }.reduce(0) {
            $0 + (try ConvergenceChecker.shown($1.feed, at: nodes[place], now: world.now).count)
        }
    }

    func shown(_ origin: Int, at place: Int) throws -> Int { try shown(of: nodes[origin].agency, at: place) }

    /// The kinds of audit events that a node has recorded, with how often.
    func audited(at place: Int) throws -> [String: Int] {
        var kinds: [String: Int] = [:]
        try nodes[place].store.forEachAuditEvent { _, bytes, _ in
            kinds[try AuditEvent(decoding: bytes).kind.name, default: 0] += 1
            return true
        }
        return kinds
    }

    /// Everything that must hold when a world is at rest.
    func expectHonesty() throws {
        #expect(try ConvergenceChecker(world).differences() == [])
        #expect(watch.violations == [])
        #expect(world.failures == [])
        for node in nodes {
            #expect(try TrailChecker.faults(of: node) == [])
            #expect(try TrailAccount.faults(of: node, sent: watch.sent(by: node)) == [])
            #expect(try ErasureChecker.faults(of: node, now: world.clock(of: node.agency)) == [])
            #expect(node.node.faults.isEmpty, "\(node.node.faults)")
        }
    }
}
