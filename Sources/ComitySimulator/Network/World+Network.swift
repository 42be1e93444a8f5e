package import ComityCore
import ComityNode

/// The network: links, what they do to messages, and partitions.
extension World {
    package func isConnected(_ one: AgencyID, _ other: AgencyID) -> Bool {
        wires.values.contains { $0.agencies == [one, other] && $0.closedEnds.isEmpty }
    }

    /// Opens a link between two members, if the network lets them.
    package func connect(_ one: AgencyID, _ other: AgencyID) {
        guard let caller = members[one], let called = members[other] else { return }
        guard !isBlocked(one, other), !isBlocked(other, one) else { return redial(one, other) }
        let links = [newLink(), newLink()]
        let wire = Wire(
            number: newWire(),
            directions: [
                Wire.Direction(from: one, to: other, link: links[1], lastArrival: now),
                Wire.Direction(from: other, to: one, link: links[0], lastArrival: now),
            ])
        wires[wire.number] = wire
        patience[[one, other].sorted(), default: Patience()].lastOpened = now
        call(one) { $0.linkOpened(links[0], to: called.card, outbound: true, now: clock(of: one)) }
        call(other) { $0.linkOpened(links[1], to: caller.card, outbound: false, now: clock(of: other)) }
    }

    /// Opens a link between every two members that have none.
    package func connectAll() {
        let agencies = members.keys.sorted()
        for (place, one) in agencies.enumerated() {
            for other in agencies[(place + 1)...] where !isConnected(one, other) { connect(one, other) }
        }
    }

    /// Cuts every link between two members; what is under way is lost.
    package func disconnect(_ one: AgencyID, _ other: AgencyID) {
        for wire in wires.values.sorted(by: { $0.number < $1.number }) where wire.agencies == [one, other] {
            cut(wire.number)
        }
    }

    /// Cuts one link.
    /// - Parameter agency: an end that is not told, because it is dead.
    func cut(_ number: Int, sparing agency: AgencyID? = nil) {
        guard let wire = wires.removeValue(forKey: number) else { return }
        for end in wire.directions where end.to != agency && !wire.closedEnds.contains(end.link) {
            call(end.to) { $0.linkClosed(end.link, reason: "cut", now: clock(of: end.to)) }
        }
        redial(wire.directions[0].from, wire.directions[0].to)
    }

    /// Nothing passes from one member to another until ``heal()``; it waits.
    package func block(from one: AgencyID, to other: AgencyID) { blocked.insert([one, other]) }

    package func partition(_ one: AgencyID, _ other: AgencyID) {
        block(from: one, to: other)
        block(from: other, to: one)
    }

    /// Ends all partitions; what waited at them arrives.
    package func heal() {
        blocked.removeAll()
        for number in wires.keys.sorted() {
            for direction in 0..<2 {
                guard let held = wires[number]?.directions[direction].held else { continue }
                wires[number]?.directions[direction].held = []
                for parcel in held { travel(parcel, wire: number, direction: direction, delay: 1) }
            }
        }
    }

    func isBlocked(_ one: AgencyID, _ other: AgencyID) -> Bool { blocked.contains([one, other]) }

    // MARK: Messages

    func send(_ bytes: [UInt8], over link: LinkID, from agency: AgencyID) {
        guard let (number, direction) = way(from: link) else { return }
        guard let to = wires[number]?.directions[direction].to else { return }
        do { try didSend?(agency, bytes) } catch { failures.append("a checker failed at \(agency): \(error)") }
        if dice.chance(faults.loss) {
            narrate?("a message of \(agency) to \(to) is lost, and the link with it")
            return queueCut(number)
        }
        wires[number]?.carriedBytes += bytes.count
        if let limit = faults.linkBytes, let carried = wires[number]?.carriedBytes, carried > limit {
            narrate?("the link of \(agency) and \(to) has carried all that it can")
            return queueCut(number)
        }
        for message in tamper?(agency, to, bytes) ?? [bytes] {
            for piece in pieces(message) { travel(.bytes(piece), wire: number, direction: direction, delay: delay()) }
        }
        if dice.chance(faults.congestion) {
            call(agency) { $0.congestion(link, isFull: true, now: clock(of: agency)) }
            queue.add(.drain(agency, link), at: now.adding(milliseconds: dice.number(in: 20...500)))
        }
    }

    /// One end closes: what it sent before still arrives, then the news.
    func close(_ link: LinkID, reason: String, at agency: AgencyID) {
        guard let (number, direction) = way(from: link) else { return }
        wires[number]?.closedEnds.insert(link)
        travel(.close(reason: reason), wire: number, direction: direction, delay: delay())
    }

    func arrive(_ parcel: Wire.Parcel, over number: Int, direction: Int) {
        guard let wire = wires[number] else { return }
        let way = wire.directions[direction]
        guard !isBlocked(way.from, way.to), way.held.isEmpty else {
            wires[number]?.directions[direction].held.append(parcel)
            return
        }
        switch parcel {
        case .bytes(let bytes):
            guard !wire.closedEnds.contains(way.link) else { return }
            didArrive?(way.from, way.to, bytes)
            call(way.to) { $0.received(way.link, bytes: bytes, now: clock(of: way.to)) }
        case .close(let reason):
            wires[number] = nil
            if !wire.closedEnds.contains(way.link) {
                call(way.to) { $0.linkClosed(way.link, reason: reason, now: clock(of: way.to)) }
            }
            redial(way.from, way.to)
        }
    }

    private func travel(_ parcel: Wire.Parcel, wire: Int, direction: Int, delay: Int64) {
        guard let last = wires[wire]?.directions[direction].lastArrival else { return }
        let arrival = max(last, now.adding(milliseconds: delay))
        wires[wire]?.directions[direction].lastArrival = arrival
        queue.add(.arrive(wire: wire, direction: direction, parcel), at: arrival)
    }

    /// The cut comes as an event of its own: the sender is in the middle of its actions.
    private func queueCut(_ number: Int) {
        for direction in 0..<2 {
            wires[number]?.directions[direction].held.removeAll()
            travel(.close(reason: "cut"), wire: number, direction: direction, delay: 0)
        }
    }

    private func redial(_ one: AgencyID, _ other: AgencyID) {
        guard redials else { return }
        let pair = [one, other].sorted()
        let known = patience[pair] ?? Patience()
        let isQuick = now < known.lastOpened.adding(milliseconds: Patience.lastingMilliseconds)
        let delay =
            isQuick ? min(2 * known.delayMilliseconds, Patience.longestMilliseconds) : Patience().delayMilliseconds
        patience[pair] = Patience(delayMilliseconds: delay, lastOpened: known.lastOpened)
        queue.add(.dial(one, other), at: now.adding(milliseconds: dice.number(in: delay / 2...delay)))
    }

    private func way(from link: LinkID) -> (wire: Int, direction: Int)? {
        for wire in wires.values where wire.directions.contains(where: { $0.link == link }) {
            guard !wire.closedEnds.contains(link), let direction = wire.outgoing(from: link) else { return nil }
            return (wire.number, direction)
        }
        return nil
    }

    private func delay() -> Int64 {
        dice.number(in: dice.chance(faults.longDelay) ? faults.longDelayMilliseconds : faults.delayMilliseconds)
    }

    private func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        guard bytes.count > 1, dice.chance(faults.fragmentation) else { return [bytes] }
        let middle = Int(dice.number(in: 1...Int64(bytes.count - 1)))
        return [Array(bytes[..<middle]), Array(bytes[middle...])]
    }
}
