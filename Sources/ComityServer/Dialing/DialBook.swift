package import ComityCore
package import ComityNode

/// Decides whom to dial, where and when. A value: time and randomness are arguments. `docs/operating.md#peering`
///
/// Each peer's endpoints are tried in order, one round after the other. After a round in which none led to a valid
/// frame
/// the peer rests: 0.5 s, doubling to 5 min, of which a random half to whole is taken, so that peers that lost the same
/// hub do not return together. A link that was established resets the delay.
package struct DialBook: Sendable {
    /// One dial to start now.
    package struct Attempt: Hashable, Sendable {
        package let agency: AgencyID
        package let pin: Digest
        package let endpoint: String
    }

    private enum State: Hashable {
        /// Not before this time, in monotonic milliseconds.
        case waiting(until: Int64)
        case dialing
        /// A link is established, whoever dialed it.
        case linked
    }

    private struct Peer {
        var target: DialTarget
        var state: State
        /// Index of the endpoint to try next; invariant: < endpoints.count, or 0.
        var nextEndpoint = 0
        /// Whole rounds that failed since the last established link.
        var failedRounds = 0
    }

    private let own: AgencyID
    private var peers: [Digest: Peer] = [:]
    /// Peers in state `dialing`. Invariant: at most ``ServerLimits/dials``.
    package private(set) var dialing = 0

    package init(own: AgencyID) { self.own = own }

    /// Takes over a new list of targets; what is known of those that stay is kept. Complexity: O(targets).
    package mutating func update(_ targets: [DialTarget], now: Int64, random: inout some RandomSource) {
        var kept: [Digest: Peer] = [:]
        for target in targets where target.agency != own && !target.endpoints.isEmpty {
            let target = Self.bounded(target)
            if var peer = peers[target.pin] {
                if peer.target.endpoints != target.endpoints { peer.nextEndpoint = 0 }
                peer.target = target
                kept[target.pin] = peer
            } else {
                kept[target.pin] = Peer(target: target, state: .waiting(until: firstTime(target.agency, now, &random)))
            }
        }
        peers = kept
        dialing = peers.values.count { $0.state == .dialing }
    }

    /// The dials to start now, longest waiting first. Complexity: O(peers log peers).
    package mutating func due(now: Int64) -> [Attempt] {
        let room = ServerLimits.dials - dialing
        guard room > 0 else { return [] }
        let waiting = peers.values.compactMap { peer -> (until: Int64, pin: Digest)? in
            guard case .waiting(let until) = peer.state, until <= now else { return nil }
            return (until, peer.target.pin)
        }
        return waiting.sorted { ($0.until, $0.pin) < ($1.until, $1.pin) }.prefix(room).compactMap { start($0.pin) }
    }

    /// A dial ended before a valid frame came.
    package mutating func failed(_ pin: Digest, now: Int64, random: inout some RandomSource) {
        guard var peer = peers[pin], peer.state == .dialing else { return }
        dialing -= 1
        peer.nextEndpoint += 1
        var delay: Int64 = 0
        if peer.nextEndpoint >= peer.target.endpoints.count {
            peer.nextEndpoint = 0
            delay = Self.delay(afterRounds: peer.failedRounds, random: &random)
            peer.failedRounds += 1
        }
        peer.state = .waiting(until: now + delay)
        peers[pin] = peer
    }

    /// A link with this pin was established, inbound or outbound: no dial is wanted, one under way may go on.
    package mutating func established(_ pin: Digest) {
        guard var peer = peers[pin] else { return }
        if peer.state == .dialing { dialing -= 1 }
        peer.state = .linked
        peer.failedRounds = 0
        peers[pin] = peer
    }

    /// The last established link with this pin ended.
    package mutating func lost(_ pin: Digest, now: Int64, random: inout some RandomSource) {
        guard var peer = peers[pin], peer.state == .linked else { return }
        let courtesy = own < peer.target.agency ? 0 : ServerLimits.courtesyMilliseconds
        peer.state = .waiting(until: now + courtesy + Self.delay(afterRounds: 0, random: &random))
        peer.nextEndpoint = 0
        peers[pin] = peer
    }

    private mutating func start(_ pin: Digest) -> Attempt? {
        guard var peer = peers[pin] else { return nil }
        peer.state = .dialing
        dialing += 1
        peers[pin] = peer
        let target = peer.target
        return Attempt(agency: target.agency, pin: pin, endpoint: target.endpoints[peer.nextEndpoint])
    }

    /// A new peer is dialed soon; by the agency with the higher id a little later, as the other one probably does.
    private func firstTime(_ agency: AgencyID, _ now: Int64, _ random: inout some RandomSource) -> Int64 {
        let courtesy = own < agency ? 0 : ServerLimits.courtesyMilliseconds
        return now + courtesy + Int64.random(in: 0...ServerLimits.courtesyMilliseconds / 4, using: &random)
    }

    private static func delay(afterRounds rounds: Int, random: inout some RandomSource) -> Int64 {
        let doubled = ServerLimits.firstRetryMilliseconds << Int64(min(rounds, 20))
        let longest = min(doubled, ServerLimits.lastRetryMilliseconds)
        return Int64.random(in: longest / 2...longest, using: &random)
    }

    private static func bounded(_ target: DialTarget) -> DialTarget {
        guard target.endpoints.count > ServerLimits.endpointsPerPeer else { return target }
        let endpoints = Array(target.endpoints.prefix(ServerLimits.endpointsPerPeer))
        return DialTarget(agency: target.agency, pin: target.pin, endpoints: endpoints)
    }

    /// Asserts what the fields promise.
    package func checkInvariants() {
        precondition(dialing == peers.values.count { $0.state == .dialing }, "dials are counted")
        precondition(dialing <= ServerLimits.dials, "dials are bounded")
        for (pin, peer) in peers {
            precondition(pin == peer.target.pin, "a peer is filed under its pin")
            precondition(peer.nextEndpoint < peer.target.endpoints.count, "the next endpoint exists")
        }
    }
}
