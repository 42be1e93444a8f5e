import ComityAgreement
import ComityCore
import ComityNode
import ComityRecords
import ComityStore

/// What people and misfortune do, step by step.
extension Simulation {
    /// One thing that somebody does, the faults of this moment, and some time.
    func step() throws {
        try work()
        try misfortune()
        world.run(milliseconds: dice.number(in: 1...1500))
    }

    private func work() throws {
        guard let agency = dice.one(of: world.nodes.keys.sorted()) else { return }
        switch dice.number(in: 0...99) {
        case 0..<35: try add(at: agency)
        case 35..<65: try edit(at: agency)
        case 65..<77: try retract(at: agency)
        case 77..<89: try link(at: agency)
        case 89..<95: try changeTerms()
        case 95..<98: try give(suspenders.contains(agency) ? .resume : .suspend, by: agency)
        default: break
        }
    }

    private func add(at agency: AgencyID) throws {
        for _ in 0..<dice.number(in: 1...4) {
            let content =
                dice.chance(0.75)
                ? records.person(&dice, now: world.clock(of: agency)) : records.vehicle(&dice)
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
        guard let one = try someRecord(at: agency), let other = try someRecord(at: agency),
            one.number != other.number, one.statement.content.type != .link, other.statement.content.type != .link
        else { return }
        try keep(records.link(from: one.statement.id, to: other.statement.id), at: agency)
    }

    private func someRecord(at agency: AgencyID) throws -> StoredRecord? {
        let store = world[agency].store
        guard let number = dice.one(of: try store.recordNumbers(after: 0, limit: 1000)) else { return nil }
        return try store.record(number: number)
    }

    private func changeTerms() throws {
        var terms = TermsWriter.Terms()
        if dice.chance(0.4) { terms.personFields = ["names", "subject_category"] }
        if dice.chance(0.3) { terms.personFields.append("nationality") }
        terms.sharesVehicles = dice.chance(0.7)
        terms.sharesLinks = dice.chance(0.7)
        terms.isForPoliceOnly = dice.chance(0.3)
        terms.needsReview = dice.chance(0.3)
        terms.redactsYears = dice.chance(0.6)
        if dice.chance(0.3) { terms.categories = ["suspect", "witness"] }
        terms.retain = dice.one(of: ["2y", "30d", "1y"]) ?? "1y"
        let today = world.now.milliseconds / Timestamp.millisecondsPerDay
        if dice.chance(0.2) { terms.until = CivilDate(daysSinceEpoch: today + dice.number(in: 1...40)).description }
        if dice.chance(0.2) { terms.effective = world.now.adding(milliseconds: dice.number(in: 1...5000)).description }
        let left = dice.chance(0.15) ? dice.one(of: world.nodes.keys.sorted()) : nil
        say("version \(self.terms.version + 1) is signed\(left.map { ", without \($0)" } ?? "")")
        try sign(terms, without: left)
    }

    /// A party suspends the agreement as it knows it, or takes that back.
    func give(_ kind: AgreementNotice.Kind, by agency: AgencyID) throws {
        let node = world[agency]
        guard let latest = try node.store.agreements(terms.id).last(where: { $0.signed.isComplete })?.signed.agreement,
            latest.party(agency) != nil
        else { return }
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
