import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// Sealing and sending: what peers have asked for and their windows have room for.
extension Node {
    /// What must be undone if the step that seals and signs does not commit.
    struct PumpState {
        fileprivate let subscriptions: [LinkID: [FeedID: Subscription]]
        fileprivate let sent: [AgencyID: Int64]
        fileprivate let marksCount: Int
    }

    func pumpState() -> PumpState {
        PumpState(
            subscriptions: links.mapValues(\.session.subscriptions), sent: peerStates.mapValues(\.sent),
            marksCount: unrecordedMarks.count)
    }

    /// Forgets what was sealed and signed since, which was not committed.
    func undoPump(to state: PumpState) {
        forgetSent(since: state)
        unrecordedMarks.removeSubrange(state.marksCount...)
        sealed.removeAll()
    }

    /// Takes note that what was sealed since has not left.
    func forgetSent(since state: PumpState) {
        for (id, subscriptions) in state.subscriptions { links[id]?.session.subscriptions = subscriptions }
        for (peer, sent) in state.sent { peerStates[peer]?.sent = sent }
    }

    /// After the commit and before the bytes: a store that knows less than this was rolled back. What could not be
    /// recorded is recorded before anything else is sent.
    func recordMarks() throws {
        guard !unrecordedMarks.isEmpty else { return }
        try store.signedSizes.record(unrecordedMarks)
        unrecordedMarks = []
    }

    /// Seals what every subscription lacks, within the bounds of one step, in the step of the caller: the bytes may
    /// leave after its commit and ``recordMarks()``. A fault of one feed is noted, and takes nothing from the others.
    func pump(now: Timestamp) -> [LinkAction] {
        var actions: [LinkAction] = []
        var budget = NodeLimits.bulkBatchesPerStep
        for link in linksInTurn() where !link.isCongested {
            for feed in link.session.subscriptions.keys.sorted() {
                var isDone = false
                while budget > 0, !isDone {
                    let sent = guarded(nil, now: now) { try sendBatch(of: feed, over: link, now: now) }
                    actions += sent
                    budget -= sent.count
                    isDone = sent.isEmpty
                }
            }
        }
        if budget == 0 { actions.append(.wakeAt(now)) }
        return actions
    }

    /// Established links, those first that come after the one that was served last: a peer that is far behind in many
    /// feeds does not keep the others waiting.
    private func linksInTurn() -> [PeerLink] {
        let links = links.values.filter(\.isEstablished).sorted { $0.id < $1.id }
        return links.filter { $0.id > lastServed } + links.filter { $0.id <= lastServed }
    }

    /// Seals and records one batch, as a part of the step that can fail for itself.
    /// - Returns: its sending, which then is as good as done; nothing while there is nothing to send.
    private func sendBatch(of feed: FeedID, over link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        let marksCount = unrecordedMarks.count
        do {
            let batch = try store.step { () -> SealedBatch? in
                guard let log = try store.log(feed), let batch = try nextBatch(of: log, for: link, now: now) else {
                    return nil
                }
                try auditSent(batch, to: link.peer, now: now)
                return batch
            }
            guard let batch else { return [] }
            link.session.subscriptions[feed]?.didSend(upTo: batch.head.size)
            lastServed = link.id
            peerStates[link.peer]?.sent += Int64(batch.head.size.value - batch.start.value)
            return [.send(link.id, Frame.batch(batch.bytes).encoded)]
        } catch {
            unrecordedMarks.removeSubrange(marksCount...)
            sealed.removeAll()
            throw error
        }
    }

    /// The next batch for a subscription, or nil while it has all, its window is full, or nothing may be sealed.
    private func nextBatch(of log: StoredLog, for link: PeerLink, now: Timestamp) throws -> SealedBatch? {
        if let known = link.session.subscriptions[log.feed], known.epoch < log.epoch {
            // A new epoch is another log: whoever followed the old one gets it from its first leaf.
            link.session.subscriptions[log.feed] = Subscription(epoch: log.epoch, from: LeafIndex(0))
        }
        guard let subscription = link.session.subscriptions[log.feed], subscription.hasRoom,
            subscription.epoch == log.epoch, subscription.sent < log.size, !log.isFrozen,
            // Its origin asks only if it has lost what the others hold.
            let members = book.members(of: log.feed), members.contains(link.peer) || log.feed.origin == link.peer
        else { return nil }
        if log.isOwn {
            guard heard.contains(log.feed), try mayBeSealed(log, now: now) else { return nil }
        }
        let start = LeafIndex(subscription.sent.value)
        var limit = paces[link.peer, default: Pace()].limit(carried: link.carriedLeaves)
        var refused: TreeSize?
        while let end = try batchEnd(of: log, after: start, limit: limit), end.size != refused,
            let head = try signedHead(end, of: log)
        {
            let erasures = store.erasureCount(of: log)
            if let known = sealed.batch(
                log.feed, epoch: log.epoch, start: start, size: head.size, erasures: erasures)
            {
                return known
            }
            do {
                guard let batch = try seal(log, from: start, head: head) else { return nil }
                sealed.keep(batch, erasures: erasures)
                return batch
            } catch let error as FeedError where error.kind == .limitExceeded && end.size.value - start.value > 1 {
                // Large entries: fewer of them fit. One alone always does. A relay may know no nearer end.
                limit = min(limit, end.size.value - start.value) / 2
                refused = end.size
            }
        }
        return nil
    }

    /// Where a batch of at most `limit` leaves may end: where a step ended, or, in a log of ours, anywhere.
    /// - Returns: nil at the end of the log, and for a limit of 0.
    private func batchEnd(of log: StoredLog, after start: LeafIndex, limit: UInt64) throws -> Store.StoredHead? {
        guard limit > 0, let end = try store.batchEnd(of: log, after: start, limit: limit) else { return nil }
        guard log.isOwn, end.size.value - start.value > limit else { return end }
        let size = TreeSize(start.value + limit)
        return Store.StoredHead(size: size, root: try store.root(of: log, size: size), signature: nil)
    }

    /// The head with its origin's signature: signed now if it is ours and was not yet.
    private func signedHead(_ stored: Store.StoredHead, of log: StoredLog) throws -> SignedHead? {
        if let signature = stored.signature {
            // The last life of the process may have ended between the commit of a signature and its mark.
            if log.isOwn { noteMark(stored, of: log) }
            return SignedHead(size: stored.size, root: stored.root, signature: signature)
        }
        guard log.isOwn else { return nil }
        let head = try SignedHead(
            feed: log.feed, epoch: log.epoch, size: stored.size, root: stored.root, signer: identity.signer)
        try store.addHead(of: log, size: head.size, root: head.root, signature: head.signature)
        noteMark(stored, of: log)
        return head
    }

    /// Takes note that bytes are about to leave under a head of ours.
    private func noteMark(_ head: Store.StoredHead, of log: StoredLog) {
        unrecordedMarks.append(
            (log.feed.logOrigin(epoch: log.epoch), SignedSizes.Mark(size: head.size, root: head.root)))
    }

    /// Remembers outside the store that a head of ours was signed. Nothing is written if the mark is that large
    /// already.
    func mark(_ head: Store.StoredHead, of log: StoredLog) throws {
        try store.signedSizes.record([
            (log.feed.logOrigin(epoch: log.epoch), SignedSizes.Mark(size: head.size, root: head.root))
        ])
    }

    private func seal(_ log: StoredLog, from start: LeafIndex, head: SignedHead) throws -> SealedBatch? {
        guard let leaves = try store.batchLeaves(of: log, from: start, to: head.size) else { return nil }
        let evidenceHead = try newestSignedHead(of: log) ?? head
        guard let evidence = try store.evidence(for: leaves, from: start, of: log, head: evidenceHead) else {
            return nil
        }
        return try SealedBatch(
            feed: log.feed, epoch: log.epoch, start: start, head: head, leaves: leaves,
            salts: try salts(of: leaves, from: start, in: log), evidence: evidence)
    }

    /// A signed head beyond the newest census, for evidence.
    private func newestSignedHead(of log: StoredLog) throws -> SignedHead? {
        guard let census = log.census else { return nil }
        if let newest = try store.newestHead(of: log), newest.size.value > census.value,
            let signature = newest.signature
        {
            if log.isOwn { noteMark(newest, of: log) }
            return SignedHead(size: newest.size, root: newest.root, signature: signature)
        }
        guard log.isOwn, let stored = try store.head(of: log, size: log.size) else { return nil }
        return try signedHead(stored, of: log)
    }

    /// The origin sends the smallest cover of seeds, a relay the salts themselves.
    private func salts(of leaves: [BatchLeaf], from start: LeafIndex, in log: StoredLog) throws -> BatchSalts {
        guard log.isOwn, let tree = store.salts.planted(feed: log.feed, epoch: log.epoch) else {
            return .listed(leaves.compactMap { if case .live(let salt, _) = $0 { salt } else { nil } })
        }
        var dead: [UInt64] = []
        var next = start.value
        for leaf in leaves {
            switch leaf {
            case .live: next += 1
            case .dead(let level, _):
                dead.append(contentsOf: next..<next + (1 << level))
                next += 1 << level
            }
        }
        return .cover(tree.cover(of: start.value..<next, excluding: dead))
    }
}
