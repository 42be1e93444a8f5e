import ComityAudit
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// The work that nobody asks for: projection, sending, linkage, heartbeats, the calendar.
extension Node {
    /// Does one step of everything that waits, and says when to be woken again.
    ///
    /// A fault in one kind of work is noted and does not keep the others from theirs.
    package func wake(now: Timestamp) -> [LinkAction] {
        var actions = pendingActions
        pendingActions = []
        actions += guarded(nil, now: now) {
            guard let change = book.nextChange, change <= now else { return [] }
            try refreshBook(now: now)
            return try agreementsChanged(now: now)
        }
        actions += guarded(nil, now: now) { try alignRest(now: now) }
        actions += guarded(nil, now: now) { try takeWaitingNotices(now: now) }
        actions += guarded(nil, now: now) { try retryPunctures(now: now) }
        actions += guarded(nil, now: now) { try keepAlive(now: now) }
        tellStrangers(now: now)
        var goesOn = false
        var hasProjected = false
        actions += guarded(nil, now: now) {
            let (didWork, sent) = try sendStep(now: now)
            hasProjected = didWork
            goesOn = didWork
            return sent
        }
        actions += guarded(nil, now: now) {
            if !hasProjected, try matchStep(now: now) { goesOn = true }
            try signTrail(now: now)
            return []
        }
        goesOn = goesOn || actions.contains(.wakeAt(now))
        return actions.filter { $0 != .wakeAt(now) } + [.wakeAt(goesOn ? now : nextWake(now: now))]
    }

    /// Goes on with what a fault kept from following the agreements, and tells the peers of what follows them now.
    private func alignRest(now: Timestamp) throws -> [LinkAction] {
        let before = unaligned
        guard !before.isEmpty else { return [] }
        alignFeeds(now: now)
        return unaligned == before ? [] : try agreementsChanged(now: now)
    }

    /// Projects, seals and signs in one step, so that a disclosure leaves after one commit.
    ///
    /// A fault in projecting does not keep what is there from being sent, nor the other way round.
    private func sendStep(now: Timestamp) throws -> (didWork: Bool, actions: [LinkAction]) {
        let before = pumpState()
        var sent: [LinkAction] = []
        var didWork = false
        do {
            try store.step {
                didWork = try project(now: now)
                sent = guarded(nil, now: now) { try pumpStep(now: now) }
            }
        } catch {
            undoPump(to: before)
            noteFault(error, now: now)
            didWork = false
            sent = try pumpStep(now: now)
        }
        do {
            try store.finishPunctures()
            try recordMarks()
        } catch {
            forgetSent(since: before)
            throw error
        }
        return (didWork, sent)
    }

    private func pumpStep(now: Timestamp) throws -> [LinkAction] {
        let before = pumpState()
        do {
            return try store.step { pump(now: now) }
        } catch {
            undoPump(to: before)
            throw error
        }
    }

    /// Whether a further ``wake(now:)`` would find something to do at once.
    package func hasWork(now: Timestamp) throws -> Bool {
        if try store.dirtyCount() > 0 || store.queueCount() > 0 { return true }
        return try backfillsLeft() > 0
    }

    /// The next instant at which time alone brings work.
    func nextWake(now: Timestamp) -> Timestamp {
        var next = now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
        if let change = book.nextChange { next = min(next, change) }
        if let due = noticeMeter.nextDue { next = min(next, due) }
        if let due = strangers.nextFlush { next = min(next, due) }
        if !unaligned.isEmpty { next = min(next, now.adding(milliseconds: NodeLimits.retryMilliseconds)) }
        for link in links.values {
            if let expiry = cards[link.peer]?.card.expiresAt, expiry > now { next = min(next, expiry) }
            next = min(
                next,
                link.isEstablished
                    ? (link.silentFrom > now ? min(link.nextHeartbeat, link.silentFrom) : link.nextHeartbeat)
                    : link.openedAt.adding(milliseconds: SyncLimits.helloMilliseconds))
        }
        do {
            if let change = try store.nextProjectionChange() { next = min(next, change) }
        } catch {
            noteFault(error, now: now)
        }
        return max(next, now.adding(milliseconds: 1))
    }

    /// Sends the heartbeats that are due and drops links that never greeted.
    private func keepAlive(now: Timestamp) throws -> [LinkAction] {
        var actions: [LinkAction] = []
        for link in links.values.sorted(by: { $0.id < $1.id }) {
            if let fault = fault(inCardOf: link, now: now) {
                actions += refuse(link, fault, now: now)
            } else if !link.isEstablished, now >= link.openedAt.adding(milliseconds: SyncLimits.helloMilliseconds) {
                let silent = SyncError(.unexpectedFrame, "`\(link.peer)` said no hello in time")
                actions += refuse(link, silent, now: now)
            } else if link.isEstablished {
                if link.isHeartbeatDue(now: now) {
                    link.nextHeartbeat = now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
                    if book.shares(with: link.peer) {
                        actions += try heartbeat(to: link, now: now) + refusals(over: link, now: now)
                    }
                    link.quietBeats += 1
                }
                try listen(to: link, now: now)
            }
        }
        return actions
    }

    /// Raises an alarm, once for each silence, when a peer that should send heartbeats has missed three. Two of our own
    /// must have passed as well: after a sleep of this machine the peer gets time to be heard.
    private func listen(to link: PeerLink, now: Timestamp) throws {
        guard book.shares(with: link.peer), link.lastBeat <= now else { return link.heardBeat(now: now) }
        guard !link.isSilent, link.quietBeats >= 2, link.silentFrom <= now else { return }
        link.isSilent = true
        try store.step { try audit(.heartbeatAlarm, now: now, .agency(link.peer), .since(link.lastBeat)) }
        note(link.peer, .connected, reason: "no heartbeat since \(link.lastBeat)", now: now)
    }

    /// The heads of our feeds; and everything anew to a peer that goes on telling of other feeds than ours: what one
    /// side got wrong must not stay so while the link lives. Specs/sync.md#a-living-link
    private func heartbeat(to link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        let common = try commonHeads(with: link.peer)
        var told: [FeedHead] = []
        for head in common where head.feed.origin == agency && heard.contains(head.feed) {
            if let log = try store.log(head.feed), try mayBeSealed(log, now: now) { told.append(head) }
        }
        let beat = try Heartbeat(
            agency: agency, time: clock.tick(now: now), common: FeedHead.digest(of: common), heads: told,
            signer: identity.signer)
        let action = LinkAction.send(link.id, Frame.heartbeat(beat).encoded)
        guard link.differingBeats >= SyncLimits.differingHeartbeats else { return [action] }
        link.differingBeats = 0
        return [action, try sendCatalogue(over: link)]
    }
}
