import ComityAgreement
import ComityCore
import ComityFeed
import ComityNode
import ComityRecords
import ComityStore

/// What people and misfortune do, step by step.
extension Simulation {
    /// One thing that somebody does, the faults of this moment, and some time.
    func step() throws {
        try work()
        // Before a restored store forgets it.
        try sealings.look()
        try misfortune()
        world.run(milliseconds: dice.number(in: 1...1500))
    }

    private func work() throws {
        guard let agency = dice.one(of: world.nodes.keys.sorted()) else { return }
        switch dice.number(in: 0...99) {
        case 0..<35: try add(at: agency)
        case 35..<65: try edit(at: agency)
        case 65..<77: try retract(at: agency)
        case 77..<85: try link(at: agency)
        case 85..<89: try identify(at: agency)
        case 89..<95: try changeTerms()
        case 95..<98: try give(suspenders.contains(agency) ? .resume : .suspend, by: agency)
        default: break
        }
    }

    private func add(at agency: AgencyID) throws {
        for _ in 0..<dice.number(in: 1...4) {
            let content =
                dice.chance(0.75)
                ? records.person(&dice, now: world.clock(of: agency)) : records.thing(&dice)
            try keep(content, at: agency)
        }
    }

    private func keep(_ content: Content, at agency: AgencyID) throws {
        var id: RecordID?
        try world.act(agency) { node in
            id = try node.node.add(content, by: actor, now: world.clock(of: agency)).statement.id
        }
        guard let id else { return }
        kept[agency, default: []].insert(id)
        say("\(agency) adds \(content.type.value): \(id.description.prefix(8))")
    }

    private func edit(at agency: AgencyID) throws {
        guard let record = try someRecord(at: agency) else { return try add(at: agency) }
        let changed = records.change(record.statement.content, &dice, now: world.clock(of: agency))
        say("\(agency) edits \(record.statement.id.description.prefix(8))")
        try world.act(agency) {
            try $0.node.edit(record.statement.id, to: changed, by: actor, now: world.clock(of: agency))
        }
    }

    private func retract(at agency: AgencyID) throws {
        guard let record = try someRecord(at: agency) else { return }
        say("\(agency) retracts \(record.statement.id.description.prefix(8))")
        try world.act(agency) {
            try $0.node.retract(record.statement.id, by: actor, now: world.clock(of: agency))
        }
    }

    private func link(at agency: AgencyID) throws {
        guard let one = try someEnd(at: agency), let other = try someEnd(at: agency), one != other else { return }
        // Drawn without the dice, so that the story of a seed stays what it was.
        let word = Self.linkWords[(kept[agency]?.count ?? 0) % Self.linkWords.count]
        try keep(records.link(from: one, to: other, word: word), at: agency)
    }

    private static let linkWords = ["associate-of", "same-as", "associate-of", "not-same-as", "same-as"]

    /// Somebody says that a person of theirs is one whom they or a partner hold too.
    private func identify(at agency: AgencyID) throws {
        guard let record = try someRecord(at: agency), record.statement.content.type == .person,
            let other = try someEnd(at: agency), other != .local(record.statement.id)
        else { return }
        var changed = record.statement.content
        changed.set(.sameAs, to: changed[.sameAs].count < 3 ? changed[.sameAs] + [Claim(other.value)] : [])
        say("\(agency) says what \(record.statement.id.description.prefix(8)) is the same as")
        try world.act(agency) {
            try $0.node.edit(record.statement.id, to: changed, by: actor, now: world.clock(of: agency))
        }
    }

    /// A record that can be named: one of the agency's own, or one that a partner shows it.
    private func someEnd(at agency: AgencyID) throws -> RecordReference? {
        let store = world[agency].store
        if dice.chance(0.35), let log = dice.one(of: try store.logs().filter { !$0.isOwn }) {
            var handles: [Handle] = []
            try store.forEachView(of: log) { view in
                if view.type != Int64(RecordType.link.value) { handles.append(view.handle) }
                return true
            }
            return dice.one(of: handles).map {
                .wire(agency: log.feed.origin, agreement: log.feed.agreement, handle: $0)
            }
        }
        guard let record = try someRecord(at: agency), record.statement.content.type != .link else { return nil }
        return .local(record.statement.id)
    }

    private func someRecord(at agency: AgencyID) throws -> StoredRecord? {
        let store = world[agency].store
        guard let number = dice.one(of: try store.recordNumbers(after: 0, limit: 1000)) else { return nil }
        return try store.record(number: number)
    }

    private func changeTerms() throws {
        let pact = Int(dice.number(in: 0...Int64(pacts.count - 1)))
        let terms = randomTerms()
        let mayLeave = pacts[pact].agencies.count > 2 && dice.chance(0.15)
        let left = mayLeave ? dice.one(of: pacts[pact].agencies.sorted()) : nil
        say(
            "version \(pacts[pact].writer.version + 1) of \(pacts[pact].writer.id) is signed"
                + (left.map { ", without \($0)" } ?? ""))
        try sign(terms, of: pact, without: left)
    }

    func randomTerms() -> TermsWriter.Terms {
        var terms = TermsWriter.Terms()
        if dice.chance(0.4) { terms.personFields = ["names", "subject_category"] }
        if dice.chance(0.3) { terms.personFields.append("nationality") }
        terms.things = terms.things.filter { _ in dice.chance(0.7) }
        terms.sharesIdentity = dice.chance(0.7)
        terms.favours = dice.chance(0.3)
        terms.redactsMore = dice.chance(0.3)
        terms.withholdsSecrets = dice.chance(0.4)
        terms.isForPoliceOnly = dice.chance(0.3)
        terms.needsReview = dice.chance(0.3)
        terms.redactsYears = dice.chance(0.6)
        if dice.chance(0.3) { terms.categories = ["suspect", "witness"] }
        terms.retain = dice.one(of: ["2y", "30d", "1y"]) ?? "1y"
        let today = world.now.milliseconds / Timestamp.millisecondsPerDay
        if dice.chance(0.2) { terms.until = CivilDate(daysSinceEpoch: today + dice.number(in: 1...40)).description }
        if dice.chance(0.2) { terms.effective = world.now.adding(milliseconds: dice.number(in: 1...5000)).description }
        return terms
    }

    /// A party suspends the agreement as it knows it, or takes that back.
    func give(_ kind: AgreementNotice.Kind, by agency: AgencyID) throws {
        let node = world[agency]
        let known = try node.store.agreements(pacts[0].writer.id).last { $0.signed.isComplete }
        guard let latest = known?.signed.agreement, latest.party(agency) != nil else { return }
        if kind == .suspend { suspenders.insert(agency) } else { suspenders.remove(agency) }
        let notice = AgreementNotice(
            kind, of: latest, by: agency, effective: world.clock(of: agency), reason: nil)
        say("\(agency) gives notice: \(kind)")
        let message = try notice.signed(with: node.root)
        try world.act(agency) { node in
            let request = ControlRequest("agreement.notice", ["notice": .bytes(message)], user: actor.user)
            _ = node.node.perform(request, now: world.clock(of: agency))
        }
    }

    // MARK: Faults

    private func misfortune() throws {
        let faults = world.faults
        let agencies = world.nodes.keys.sorted()
        guard let one = dice.one(of: agencies),
            let other = dice.one(of: world.members.keys.sorted().filter { $0 != one })
        else { return }
        if dice.chance(faults.cut) {
            say("the link \(one) - \(other) is cut")
            world.disconnect(one, other)
        }
        if dice.chance(faults.overlap) { world.connect(one, other) }
        if dice.chance(faults.partition) {
            let isOneWay = dice.chance(faults.asymmetry)
            say("\(one) and \(other) are apart\(isOneWay ? ", one way" : "")")
            if isOneWay { world.block(from: one, to: other) } else { world.partition(one, other) }
        }
        if dice.chance(faults.heal) { world.heal() }
        if dice.chance(faults.crash) {
            say("\(one) crashes")
            world.crash(one)
        }
        if dice.chance(faults.powerCut) { world[one].keys.writesUntilPowerCut = Int(dice.number(in: 0...5)) }
        if dice.chance(faults.clockJump) {
            let offset = dice.number(in: -faults.clockSkewMilliseconds...faults.clockSkewMilliseconds)
            say("the clock of \(one) is off by \(offset) ms")
            world.setClock(of: one, offsetMilliseconds: offset)
        }
        if dice.chance(faults.timeLeap) {
            say("days pass")
            world.leap(milliseconds: dice.number(in: 3_600_000...60 * Timestamp.millisecondsPerDay))
        }
        try restores(one, faults)
    }

    private func restores(_ agency: AgencyID, _ faults: FaultOptions) throws {
        if dice.chance(faults.backup) {
            say("\(agency) is backed up")
            try world[agency].backUp()
        }
        let holders = world.nodes.keys.sorted().filter { world[$0].backupCount > 0 }
        guard dice.chance(faults.restore), let holder = dice.one(of: holders) else { return }
        let backup = Int(dice.number(in: 0...Int64(world[holder].backupCount - 1)))
        say("\(holder) is restored from backup \(backup)")
        world.restore(holder, backup: backup)
        try watch.wasRestored(holder)
        var left: Set<RecordID> = []
        try world[holder].store.forEachRecord { record in
            left.insert(record.statement.id)
            return true
        }
        kept[holder] = left
    }
}
