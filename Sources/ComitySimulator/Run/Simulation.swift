import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityRecords
import ComityStore

/// An agreement of a run, and the honest members among whom its versions are signed.
struct Pact {
    var writer: TermsWriter
    var agencies: Set<AgencyID>
}

/// One run: a world, a workload, faults, and what must hold after it. docs/simulator.md
package final class Simulation {
    package let seed: UInt64
    package let world: World
    let options: SimulationOptions
    let watch: FeedWatch
    let sealings: SealingWatch
    var dice: SeededChance
    var records = RecordMaker()
    /// The agreements of the run: one among all, and sometimes a second one among some of the honest members.
    var pacts: [Pact]
    var liar: Liar?
    var statistics = SimulationOutcome.Statistics()
    /// The ids that each origin must still hold.
    var kept: [AgencyID: Set<RecordID>] = [:]
    /// Parties that have suspended the agreement and not resumed it.
    var suspenders: Set<AgencyID> = []
    let actor = Node.Actor(user: "analyst", purpose: "simulation")

    package init(seed: UInt64, options: SimulationOptions, narrate: ((String) -> Void)? = nil) throws {
        self.seed = seed
        self.options = options
        dice = SeededChance(seed: seed, part: 2)
        pacts = [Pact(writer: TermsWriter(id: try AgreementID(parsing: "simulated")), agencies: [])]
        world = World(seed: seed, now: SimulationOptions.start, faults: options.faults)
        world.redials = true
        world.narrate = narrate
        watch = FeedWatch(world)
        sealings = SealingWatch(world)
        world.didAct = { [watch] agency in try watch.look(at: agency) }
        world.didSend = { [watch] agency, bytes in try watch.look(sending: bytes, from: agency) }
        try populate()
    }

    /// Runs a seed from beginning to end.
    package static func run(
        seed: UInt64, options: SimulationOptions = SimulationOptions(), narrate: ((String) -> Void)? = nil
    ) -> SimulationOutcome {
        var outcome = SimulationOutcome(seed: seed)
        do {
            let simulation = try Simulation(seed: seed, options: options, narrate: narrate)
            for _ in 0..<options.steps where simulation.world.failures.isEmpty { try simulation.step() }
            let rested = try simulation.settle()
            outcome.failures = try simulation.failures()
            if !rested { outcome.failures.append("the world does not come to rest") }
            outcome.statistics = try simulation.count()
        } catch {
            outcome.failures.append("the run broke: \(error)")
        }
        return outcome
    }

    func say(_ line: @autoclosure () -> String) {
        world.narrate?("\(world.now) \(line())")
    }

    // MARK: Beginning

    private func populate() throws {
        let count = options.nodes ?? Int(dice.number(in: 3...5))
        let itemsPerStep = dice.chance(0.5) ? Int(dice.number(in: 1...6)) : nil
        for number in 0..<count {
            let isProvider = number == 2
            let name = isProvider ? "us-wa-safe" : "police-\(number)"
            _ = try world.add(
                AgencyID(parsing: name), agencyClass: isProvider ? "victim-service" : "police",
                itemsPerStep: itemsPerStep)
        }
        pacts[0].agencies = Set(world.nodes.keys)
        if dice.chance(options.faults.liar) { try addLiar() }
        if dice.chance(options.faults.tamperer) { addTamperer() }
        try exchangeCards()
        try sign(TermsWriter.Terms(), of: 0, without: nil)
        if dice.chance(0.4) { try addPact() }
        world.connectAll()
        world.run(milliseconds: 2000)
        if dice.chance(options.faults.shortLinks) {
            let bytes = dice.number(in: 4_000...40_000)
            say("no link carries more than \(bytes) bytes")
            world.faults.linkBytes = Int(bytes)
        }
    }

    /// A second agreement: the same record has other names and other terms there.
    private func addPact() throws {
        let left = dice.one(of: world.nodes.keys.sorted())
        let id = try AgreementID(parsing: "second")
        pacts.append(Pact(writer: TermsWriter(id: id), agencies: Set(world.nodes.keys.filter { $0 != left })))
        say("a second agreement is signed, without \(left.map(\.text) ?? "nobody")")
        try sign(randomTerms(), of: 1, without: nil)
    }

    private func addLiar() throws {
        let lie = dice.one(of: Liar.Lie.allCases) ?? .fork
        let liar = try Liar(lie, agency: AgencyID(parsing: "liar"), random: &world.random, now: world.now) {
            [unowned self] in doctor($0)
        }
        world.add(liar)
        self.liar = liar
        statistics.lies += 1
        say("a member lies: \(lie.rawValue)")
    }

    /// The same version with rules that let everything leave.
    private func doctor(_ agreement: Agreement) -> Agreement? {
        var writer = TermsWriter(id: agreement.id)
        var terms = TermsWriter.Terms()
        terms.personFields += ["nationality"]
        terms.categories += ["victim"]
        terms.withholdsVictims = false
        do { return try writer.next(terms, parties: signatories(of: 0, without: nil)) } catch { return nil }
    }

    private func addTamperer() {
        guard let agency = dice.one(of: world.nodes.keys.sorted()), let habit = dice.one(of: Tamperer.Habit.allCases)
        else { return }
        let tamperer = Tamperer(habit, agency: agency, seed: seed)
        world.tamper = { from, _, bytes in from == agency ? tamperer.tamper(bytes) : [bytes] }
        statistics.lies += 1
        say("\(agency) \(habit.rawValue)")
    }

    private func exchangeCards() throws {
        for agency in world.nodes.keys.sorted() {
            for other in world.members.keys.sorted() where other != agency {
                guard let card = world.members[other]?.card else { continue }
                _ = try world[agency].node.importCard(card, by: actor, now: world.clock(of: agency))
            }
        }
    }

    /// The parties of an agreement; the liar is one of the first only.
    func signatories(of pact: Int, without left: AgencyID?) -> [TermsWriter.Signatory] {
        let honest = world.nodes.values.filter { pacts[pact].agencies.contains($0.agency) }.map {
            TermsWriter.Signatory(agency: $0.agency, agencyClass: $0.card.card.agencyClass, key: $0.root.publicKey)
        }
        let lying =
            liar.map { [TermsWriter.Signatory(agency: $0.agency, agencyClass: "police", key: $0.root.publicKey)] } ?? []
        return (honest + (pact == 0 ? lying : [])).filter { $0.agency != left }.sorted { $0.agency < $1.agency }
    }

    /// Every party signs the next version: either the signed copies went round by hand, or each party has only its own,
    /// and they find each other.
    func sign(_ terms: TermsWriter.Terms, of pact: Int, without left: AgencyID?) throws {
        let parties = signatories(of: pact, without: left)
        let agreement = try pacts[pact].writer.next(terms, parties: parties)
        statistics.versions += 1
        var begun = SignedAgreement(agreement)
        let liar = pact == 0 ? liar : nil
        if let liar, left != liar.agency { try begun.sign(with: liar.root, signedBefore: Digest?.none) }
        var complete = begun
        for party in parties where party.agency != liar?.agency {
            let root = world[party.agency].root
            try complete.sign(with: root, signedBefore: Digest?.none)
        }
        liar?.agreement = complete
        let goesByHand = dice.chance(0.7)
        for party in parties where party.agency != liar?.agency {
            var copy = goesByHand ? complete : begun
            if !goesByHand { try copy.sign(with: world[party.agency].root, signedBefore: Digest?.none) }
            try world.act(party.agency) { node in
                let actions = try node.node.importAgreement(copy, by: actor, now: world.clock(of: party.agency))
                world.perform(actions, at: party.agency)
            }
        }
    }

    // MARK: End

    /// Everything heals, and the world gets time to come together.
    func settle() throws -> Bool {
        say("everything heals")
        world.faults = options.faults.calm
        if dice.chance(0.8) {
            for agency in suspenders.sorted() { try give(.resume, by: agency) }
        }
        world.tamper = nil
        for agency in world.nodes.keys.sorted() {
            world[agency].keys.restorePower()
            world.setClock(of: agency, offsetMilliseconds: 0)
        }
        world.heal()
        world.patience.removeAll()
        let end = world.now.adding(milliseconds: SimulationOptions.settlingMilliseconds)
        return world.run(until: end, limit: SimulationOptions.eventLimit)
    }
}
