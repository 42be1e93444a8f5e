package import ComityCore
import ComityCrypto
package import ComityNode

/// Nodes, links between them, and one clock. Everything that happens follows from the seed.
package final class World {
    /// A pair of link ends, one at each node.
    struct Wire {
        let ends: [(agency: AgencyID, link: LinkID)]
    }

    /// Something that will happen at a time.
    enum Event {
        case deliver(AgencyID, LinkID, [UInt8])
        case close(AgencyID, LinkID, reason: String)
        case wake(AgencyID)
    }

    package private(set) var now: Timestamp
    package private(set) var nodes: [AgencyID: SimulatedNode] = [:]
    var random: SeededRandom
    private var wires: [Int: Wire] = [:]
    private var nextLink: UInt64 = 1
    private var queue: [(at: Timestamp, number: Int, event: Event)] = []
    private var nextEvent = 0

    package init(seed: UInt64, now: Timestamp) {
        random = SeededRandom(seed: seed)
        self.now = now
    }

    package func add(_ agency: AgencyID, agencyClass: String = "police") throws -> SimulatedNode {
        let node = try SimulatedNode(
            agency: agency, agencyClass: agencyClass, endpoints: ["\(agency).example:7400"], random: &random, now: now)
        nodes[agency] = node
        return node
    }

    package subscript(agency: AgencyID) -> SimulatedNode {
        guard let node = nodes[agency] else { preconditionFailure("no node `\(agency)`") }
        return node
    }

    /// Opens a link between two nodes.
    package func connect(_ one: AgencyID, _ other: AgencyID) {
        let first = LinkID(number: nextLink)
        let second = LinkID(number: nextLink + 1)
        wires[Int(nextLink)] = Wire(ends: [(one, first), (other, second)])
        nextLink += 2
        perform(
            self[one].node.linkOpened(first, peerPin: self[other].card.card.tlsPin, outbound: true, now: now), at: one)
        perform(
            self[other].node.linkOpened(second, peerPin: self[one].card.card.tlsPin, outbound: false, now: now),
            at: other)
    }

    /// Cuts every link between two nodes; what is under way is lost.
    package func disconnect(_ one: AgencyID, _ other: AgencyID) {
        for (number, wire) in wires where Set(wire.ends.map(\.agency)) == [one, other] {
            wires[number] = nil
            let links = Set(wire.ends.map(\.link))
            queue.removeAll { if case .deliver(_, let link, _) = $0.event { links.contains(link) } else { false } }
            for end in wire.ends {
                perform(self[end.agency].node.linkClosed(end.link, reason: "cut", now: now), at: end.agency)
            }
        }
    }

    /// Runs until nothing is left to happen before `end`, or `limit` events have happened.
    package func run(until end: Timestamp, limit: Int = 100_000) {
        var happened = 0
        while happened < limit, let index = earliest(), queue[index].at <= end {
            let next = queue.remove(at: index)
            now = max(now, next.at)
            happen(next.event)
            happened += 1
        }
        now = max(now, end)
    }

    package func perform(_ actions: [LinkAction], at agency: AgencyID) {
        for action in actions {
            switch action {
            case .send(let link, let bytes):
                guard let peer = peer(of: link, at: agency) else { continue }
                schedule(.deliver(peer.agency, peer.link, bytes), after: 1)
            case .close(let link, let reason):
                if let peer = peer(of: link, at: agency) {
                    schedule(.close(peer.agency, peer.link, reason: reason), after: 1)
                }
                forget(link)
            case .wakeAt(let time):
                queue.append((max(time, now), nextEvent, .wake(agency)))
                nextEvent += 1
            case .established, .read, .targetsChanged: break
            }
        }
    }

    private func happen(_ event: Event) {
        switch event {
        case .deliver(let agency, let link, let bytes):
            perform(self[agency].node.received(link, bytes: bytes, now: now), at: agency)
        case .close(let agency, let link, let reason):
            perform(self[agency].node.linkClosed(link, reason: reason, now: now), at: agency)
        case .wake(let agency): perform(self[agency].node.wake(now: now), at: agency)
        }
    }

    private func schedule(_ event: Event, after milliseconds: Int64) {
        queue.append((now.adding(milliseconds: milliseconds), nextEvent, event))
        nextEvent += 1
    }

    private func earliest() -> Int? {
        queue.indices.min { (queue[$0].at, queue[$0].number) < (queue[$1].at, queue[$1].number) }
    }

    private func peer(of link: LinkID, at agency: AgencyID) -> (agency: AgencyID, link: LinkID)? {
        for wire in wires.values {
            guard wire.ends.contains(where: { $0.link == link }) else { continue }
            return wire.ends.first { $0.link != link }
        }
        return nil
    }

    private func forget(_ link: LinkID) {
        for (number, wire) in wires where wire.ends.contains(where: { $0.link == link }) { wires[number] = nil }
    }
}
