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
        guard let card = card(pinned: peerPin, now: now) else { return refuseExpired(link, pin: peerPin, now: now) }
        let peer = card.card.agency
        let opened = PeerLink(id: link, peer: peer, now: now)
        links[link] = opened
        note(peer, .connecting, now: now)
        return guarded(opened, now: now) {
            [.send(link, Frame.hello(try hello(to: peer)).encoded), .wakeAt(nextWake(now: now))]
        }
    }

    /// Whoever has this certificate is known by an expired card alone, or by none.
    private func refuseExpired(_ link: LinkID, pin: Digest, now: Timestamp) -> [LinkAction] {
        let expired = CardRefusal.expired
        guard let card = cards.values.first(where: { $0.card.tlsPin == pin && $0.card.agency != agency })?.card else {
            return [.close(link, reason: "no card has this certificate")]
        }
        let reason = "its card expired at \(card.expiresAt)"
        noteRefusal(of: card.agency, reason: reason, code: expired.rawValue, now: now)
        return [
            .send(link, Frame.close(reason: expired.rawValue).encoded), .close(link, reason: reason),
        ]
    }

    /// A dial did not lead to the peer.
    /// - Parameter isUntrusted: somebody answered, with another key than the peer's card pins.
    package func dialFailed(_ pin: Digest, isUntrusted: Bool, reason: String, now: Timestamp) {
        guard let peer = agency(ofPin: pin) else { return }
        if isUntrusted {
            noteRefusal(of: peer, reason: reason, code: CardRefusal.wrongPin.rawValue, now: now)
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
        return guarded(nil, now: now) { try lookElsewhere(insteadOf: closed) }
    }

    /// Feeds that came over a link, asked for or pushed, may be had from another member.
    func lookElsewhere(insteadOf closed: PeerLink) throws -> [LinkAction] {
        let pushed = book.foreignFeeds.keys.filter { $0.origin == closed.peer }
        return try Set(closed.wanted.keys).union(pushed).sorted().flatMap { try wantElsewhere($0) }
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

    private func card(pinned pin: Digest, now: Timestamp) -> SignedCard? {
        cards.values.first { $0.card.tlsPin == pin && $0.card.agency != agency && $0.card.expiresAt > now }
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
            + guarded(nil, now: now) { try lookElsewhere(insteadOf: link) }
    }

    /// For `comity peers` and, at a bounded rate, for the trail. A peer with another link stays connected.
    private func noteRefusal(of peer: AgencyID, reason: String, code: String, now: Timestamp) {
        if !isConnected(peer) { note(peer, .refused, reason: reason, now: now) }
        peerStates[peer]?.refusal = (reason, now)
        auditRefusal(peer: peer, code: code, reason: reason, now: now)
    }
}

/// Why a peer whose card is held is refused before it says anything.
private enum CardRefusal: String {
    case expired = "expired-card"
    case wrongPin = "wrong-pin"
}

// MARK: What the shell asks besides
extension Node {
    /// Whose pin this is, by the cards held, expired ones too.
    package func agency(ofPin pin: Digest) -> AgencyID? { cards.values.first { $0.card.tlsPin == pin }?.card.agency }

    /// For the audit trail; already limited in rate.
    package func refusedStranger(_ stranger: RefusedStranger, now: Timestamp) {
        do {
            try store.step {
                try audit(
                    .strangerRefused, now: now, .reason(ReasonCode(unchecked: "not-pinned")),
                    .count(UInt64(stranger.suppressed + 1)), stranger.pin.map { .pin($0) })
            }
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
