package import ComityCore
import ComityCrypto
package import ComityNode

/// Members, links between them, and one clock. Everything that happens follows from the seed. docs/simulator.md
package final class World {
    /// Something that will happen at a time.
    enum Event {
        case arrive(wire: Int, direction: Int, Wire.Parcel)
        case wake(AgencyID, due: Timestamp)
        case dial(AgencyID, AgencyID)
        case drain(AgencyID, LinkID)
    }

    package internal(set) var now: Timestamp
    package internal(set) var members: [AgencyID: any WorldMember] = [:]
    package private(set) var nodes: [AgencyID: SimulatedNode] = [:]
    package var faults: FaultOptions
    /// Links that break are dialled again, as the shell does.
    package var redials = false
    /// What an end puts on the wire instead of the bytes that it was asked to send.
    package var tamper: ((_ from: AgencyID, _ to: AgencyID, _ bytes: [UInt8]) -> [[UInt8]])?
    /// Called after each call into a member.
    package var didAct: ((AgencyID) throws -> Void)?
    /// Called for each message that a member sends, before anybody tampers with it.
    package var didSend: ((_ from: AgencyID, _ bytes: [UInt8]) throws -> Void)?
    /// Called for each message that arrives.
    package var didArrive: ((_ from: AgencyID, _ to: AgencyID, _ bytes: [UInt8]) -> Void)?
    /// What went wrong in the world itself: a node that could not be opened, a checker that threw.
    package internal(set) var failures: [String] = []
    /// Lines for a reader, if somebody reads.
    package var narrate: ((String) -> Void)?

    var random: SeededRandom
    var dice: SeededChance
    var wires: [Int: Wire] = [:]
    var blocked: Set<[AgencyID]> = []
    var offsets: [AgencyID: Int64] = [:]
    var queue = EventQueue<Event>()
    var patience: [[AgencyID]: Patience] = [:]
    private var wakes: [AgencyID: Timestamp] = [:]
    private var nextLink: UInt64 = 1
    private var nextWire = 0
    /// Events so far, to tell a world that never rests.
    package private(set) var eventCount = 0

    package init(seed: UInt64, now: Timestamp, faults: FaultOptions = .none) {
        random = SeededRandom(seed: seed)
        dice = SeededChance(seed: seed, part: 1)
        self.now = now
        self.faults = faults
    }

    /// - Parameter itemsPerStep: records of one step of its work; nil for as many as a real node takes.
    package func add(
        _ agency: AgencyID, agencyClass: String = "police", itemsPerStep: Int? = nil
    ) throws -> SimulatedNode {
        let node = try SimulatedNode(
            agency: agency, agencyClass: agencyClass, endpoints: ["\(agency).example:7400"],
            itemsPerStep: itemsPerStep, random: &random, now: now)
        nodes[agency] = node
        members[agency] = node
        return node
    }

    package func add(_ member: any WorldMember) { members[member.agency] = member }

    package subscript(agency: AgencyID) -> SimulatedNode {
        guard let node = nodes[agency] else { preconditionFailure("no node `\(agency)`") }
        return node
    }

    /// What a member's clock shows.
    package func clock(of agency: AgencyID) -> Timestamp { now.adding(milliseconds: offsets[agency] ?? 0) }

    package func setClock(of agency: AgencyID, offsetMilliseconds: Int64) {
        offsets[agency] = offsetMilliseconds
        wakes[agency] = nil
        wakeNow(agency)
    }

    /// Runs until nothing is left to happen before `end`, or `limit` events have happened.
    /// - Returns: whether the world came to rest, or to `end`, within the limit.
    @discardableResult
    package func run(until end: Timestamp, limit: Int = 200_000) -> Bool {
        var happened = 0
        while let time = queue.nextTime, time <= end, let next = queue.next() {
            guard happened < limit else { return false }
            now = max(now, next.at)
            happen(next.event)
            happened += 1
            eventCount += 1
        }
        now = max(now, end)
        return true
    }

    package func run(milliseconds: Int64) { run(until: now.adding(milliseconds: milliseconds)) }

    /// Time passes at once, as for machines that slept: what was due meanwhile happens now.
    package func leap(milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        for agency in members.keys.sorted() { wakeNow(agency) }
    }

    // MARK: Members

    /// Calls into a member and does what it answers, unless its power failed meanwhile.
    package func call(_ agency: AgencyID, _ body: (any WorldMember) -> [LinkAction]) {
        guard let member = members[agency] else { return }
        let actions = body(member)
        if let node = nodes[agency], node.keys.isPowerless {
            narrate?("the power fails at \(agency)")
            crash(agency)
        } else {
            perform(actions, at: agency)
        }
        do { try didAct?(agency) } catch { failures.append("a checker failed at \(agency): \(error)") }
    }

    /// Calls for a change by a person: an edit, an import.
    package func act(_ agency: AgencyID, _ body: (SimulatedNode) throws -> Void) throws {
        let node = self[agency]
        do { try body(node) } catch { if !node.keys.isPowerless { throw error } }
        if node.keys.isPowerless { crash(agency) }
        try didAct?(agency)
        wakeNow(agency)
    }

    package func wakeNow(_ agency: AgencyID) { perform([.wakeAt(clock(of: agency))], at: agency) }

    /// The process dies between two steps and is started again at once.
    package func crash(_ agency: AgencyID) { reopen(agency) { try $0.crash(now: self.clock(of: agency)) } }

    package func restore(_ agency: AgencyID, backup: Int) {
        reopen(agency) { try $0.restore(backup, now: self.clock(of: agency)) }
    }

    private func reopen(_ agency: AgencyID, _ body: (SimulatedNode) throws -> Void) {
        for wire in wires.values.sorted(by: { $0.number < $1.number }) where wire.agencies.contains(agency) {
            cut(wire.number, sparing: agency)
        }
        wakes[agency] = nil
        do {
            try body(self[agency])
        } catch {
            failures.append("\(agency) does not open again: \(error)")
        }
        wakeNow(agency)
    }

    package func perform(_ actions: [LinkAction], at agency: AgencyID) {
        for action in actions {
            switch action {
            case .send(let link, let bytes): send(bytes, over: link, from: agency)
            case .close(let link, let reason): close(link, reason: reason, at: agency)
            case .wakeAt(let time): scheduleWake(agency, at: time)
            case .established, .read, .targetsChanged: break
            }
        }
    }

    /// An earlier wish stands.
    private func scheduleWake(_ agency: AgencyID, at time: Timestamp) {
        let due = max(now, time.adding(milliseconds: -(offsets[agency] ?? 0)))
        if let known = wakes[agency], known <= due { return }
        wakes[agency] = due
        queue.add(.wake(agency, due: due), at: due)
    }

    private func happen(_ event: Event) {
        switch event {
        case .arrive(let wire, let direction, let parcel): arrive(parcel, over: wire, direction: direction)
        case .wake(let agency, let due):
            guard wakes[agency] == due else { return }
            wakes[agency] = nil
            call(agency) { $0.wake(now: clock(of: agency)) }
        case .dial(let one, let other): if !isConnected(one, other) { connect(one, other) }
        case .drain(let agency, let link):
            call(agency) { $0.congestion(link, isFull: false, now: clock(of: agency)) }
        }
    }

    func newLink() -> LinkID {
        defer { nextLink += 1 }
        return LinkID(number: nextLink)
    }

    func newWire() -> Int {
        defer { nextWire += 1 }
        return nextWire
    }
}
