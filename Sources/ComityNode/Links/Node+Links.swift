import ComityAudit
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// Links as the shell reports them, and the conversation over them. Specs/sync.md#session
extension Node {
    /// TLS is done and the pin is one that ``acceptsPin(_:)`` took.
    package func linkOpened(_ link: LinkID, peerPin: Digest, outbound: Bool, now: Timestamp) -> [LinkAction] {
        guard let peer = agency(ofPin: peerPin), peer != agency else {
            return [.close(link, reason: "no card has this certificate")]
        }
        let opened = PeerLink(id: link, peer: peer, pin: peerPin, now: now)
        links[link] = opened
        if let fault = fault(inCardOf: opened, now: now) { return refuse(opened, fault, now: now) }
        note(peer, .connecting, now: now)
        return guarded(opened, now: now) {
            opened.terms = try terms(with: peer)
            return [.send(link, Frame.hello(try hello(to: peer)).encoded), .wakeAt(nextWake(now: now))]
        }
    }

    /// What is wrong with the card by which a link was let in, now; nil if it still vouches for the link.
    func fault(inCardOf link: PeerLink, now: Timestamp) -> NodeError? {
        guard let card = cards[link.peer]?.card, card.tlsPin == link.pin else {
            return NodeError(.wrongPin, "its card names another key than the one of this link", family: .peer)
        }
        guard card.expiresAt > now else {
            return NodeError(.expiredCard, "its card expired at \(card.expiresAt)", family: .peer)
        }
        return nil
    }

    /// A dial did not lead to the peer.
    /// - Parameter isUntrusted: somebody answered, with another key than the peer's card pins.
    package func dialFailed(_ pin: Digest, isUntrusted: Bool, reason: String, now: Timestamp) {
        guard let peer = agency(ofPin: pin) else { return }
        if isUntrusted {
            noteRefusal(of: peer, reason: reason, code: NodeErrorCode.wrongPin.rawValue, now: now)
        } else if !isConnected(peer), peerStates[peer]?.phase != .refused {
            note(peer, .waiting, reason: reason, now: now)
        }
    }

    /// Application bytes of a link, in order.
    package func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction] {
        guard let opened = links[link] else { return [] }
        peerStates[opened.peer]?.receivedBytes += Int64(bytes.count)
        var actions: [LinkAction] = []
        for event in opened.session.received(bytes, sharing: book.hasShared(with: opened.peer), now: now) {
            switch event {
            case .frame(let frame): actions += guarded(opened, now: now) { try handle(frame, from: opened, now: now) }
            case .violation(let error): actions += refuse(opened, error, now: now)
            }
            if links[link] == nil { break }
        }
        return actions
    }

    package func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction] {
        guard let closed = links.removeValue(forKey: link) else { return [] }
        if closed.isEstablished, !isConnected(closed.peer) {
            paces[closed.peer, default: Pace()].linkEnded(carried: closed.carriedLeaves, isBroken: closed.isSending)
        }
        if !isConnected(closed.peer), peerStates[closed.peer]?.phase != .refused {
            note(closed.peer, .waiting, reason: reason, now: now)
        }
        return guarded(nil, now: now) { try lookElsewhere(insteadOf: closed, now: now) }
    }

    /// Feeds that came over a link, asked for or pushed, may be had from another member.
    func lookElsewhere(insteadOf closed: PeerLink, now: Timestamp) throws -> [LinkAction] {
        let pushed = book.foreignFeeds.keys.filter { $0.origin == closed.peer }
        return try Set(closed.wanted.keys).union(pushed).sorted().flatMap { try wantElsewhere($0, now: now) }
    }

    package func linkCongested(_ link: LinkID, now: Timestamp) { links[link]?.isCongested = true }

    package func linkWritable(_ link: LinkID, now: Timestamp) -> [LinkAction] {
        links[link]?.isCongested = false
        return [.wakeAt(now)]
    }

    package func acceptsPin(_ pin: Digest) -> Bool {
        cards.values.contains { $0.card.tlsPin == pin && $0.card.agency != agency }
    }

    package func endpointsToDial(now: Timestamp) -> [DialTarget] {
        cards.values.filter { $0.card.agency != agency && !$0.card.endpoints.isEmpty && $0.card.expiresAt > now }
            .sorted { $0.card.agency < $1.card.agency }
            .map { DialTarget(agency: $0.card.agency, pin: $0.card.tlsPin, endpoints: $0.card.endpoints) }
    }

    func note(_ peer: AgencyID, _ phase: PeerState.Phase, reason: String? = nil, now: Timestamp) {
        var state = peerStates[peer] ?? PeerState(phase: phase, since: now)
        if state.phase != phase { state.since = now }
        state.phase = phase
        state.reason = reason
        peerStates[peer] = state
    }

    /// Runs a part of the conversation; a peer's fault closes its link, a fault of ours closes it too and is kept for
    /// the operator. Other peers are not disturbed.
    func guarded(_ link: PeerLink?, now: Timestamp, _ body: () throws -> [LinkAction]) -> [LinkAction] {
        do {
            return try body()
        } catch {
            guard let link else {
                noteFault(error, now: now)
                return []
            }
            return refuse(link, error, now: now)
        }
    }

    /// Closes a link for cause, recording it at a bounded rate.
    func refuse(_ link: PeerLink, _ error: any Error, now: Timestamp) -> [LinkAction] {
        let cause = error as? any ComityError
        let reason = cause?.reason ?? "\(error)"
        links[link.id] = nil
        if cause?.family == .peer {
            noteRefusal(of: link.peer, reason: reason, code: cause?.code ?? "failed", now: now)
        } else {
            note(link.peer, .waiting, reason: reason, now: now)
            noteFault(error, now: now)
        }
        // The peer learns the code, not what we know.
        let farewell = Frame.close(reason: cause?.code ?? "failed").encoded
        return [.send(link.id, farewell), .close(link.id, reason: reason)]
            + guarded(nil, now: now) { try lookElsewhere(insteadOf: link, now: now) }
    }

    /// For `comity peers` and, at a bounded rate, for the trail. A peer with another link stays connected.
    private func noteRefusal(of peer: AgencyID, reason: String, code: String, now: Timestamp) {
        if !isConnected(peer) { note(peer, .refused, reason: reason, now: now) }
        peerStates[peer]?.refusal = (reason, now)
        auditRefusal(peer: peer, code: code, reason: reason, now: now)
    }
}

// MARK: What the shell asks besides
extension Node {
    /// Whose pin this is, by the cards held, expired ones too.
    package func agency(ofPin pin: Digest) -> AgencyID? { cards.values.first { $0.card.tlsPin == pin }?.card.agency }

    /// For the audit trail, which tells of a few. A known peer is told by its name. Specs/audit.md#strangers
    package func refusedStranger(_ stranger: RefusedStranger, now: Timestamp) {
        if stranger.cause == .tooManyLinks, let peer = stranger.pin.flatMap(agency(ofPin:)) {
            return noteRefusal(of: peer, reason: stranger.reason, code: stranger.cause.rawValue, now: now)
        }
        let reason = ReasonCode(unchecked: stranger.cause.rawValue)
        record(strangers.refuse(reason, pin: stranger.pin, now: now).map { [$0] } ?? [], now: now)
    }

    /// Tells the trail of the strangers who were counted since.
    func tellStrangers(now: Timestamp) { record(strangers.flush(now: now), now: now) }

    private func record(_ events: [AuditEvent], now: Timestamp) {
        guard !events.isEmpty else { return }
        do {
            try store.step { for event in events { try store.append(event) } }
        } catch {
            noteFault(error, now: now)
        }
    }

    /// Reads cards and agreements again.
    package func reload(now: Timestamp) -> [LinkAction] {
        guarded(nil, now: now) {
            try refreshBook(now: now)
            return [.targetsChanged, .wakeAt(now)]
        }
    }

    /// The node begins to serve links.
    package func started(now: Timestamp) throws {
        isRunning = true
        try store.step { try audit(.nodeStarted, now: now) }
    }

    /// The node stops: the trail and the peers are told.
    package func stopping(now: Timestamp) -> [LinkAction] {
        do {
            try store.step { try audit(.nodeStopped, now: now) }
        } catch {
            noteFault(error, now: now)
        }
        return links.values.filter(\.isEstablished).sorted { $0.id < $1.id }
            .map { .send($0.id, Frame.close(reason: "stopping").encoded) }
    }
}
