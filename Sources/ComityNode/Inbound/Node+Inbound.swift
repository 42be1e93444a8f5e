import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComityStore
import ComitySync

/// The inbound path: open, admit, merge, enqueue; one step for each batch. DESIGN 4
extension Node {
    /// Takes in a batch from a peer, who need not be its origin.
    func receive(batch bytes: [UInt8], from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        let batch = try UnverifiedBatch(decoding: bytes)
        guard let feed = book.foreignFeeds[batch.feed] else {
            if batch.feed.origin == agency { return try receiveOwn(batch, from: link, now: now) }
            // On its way when the terms changed, here or there: it is not taken, and nobody is to blame.
            if try knows(batch.feed, peer: link.peer) { return [] }
            throw FeedError(.wrongFeed, "this node is no member of feed \(batch.feed)")
        }
        // The log stands as an older version left it. When it has been brought in line the catalogue asks again.
        if unaligned.contains(batch.feed.agreement) { return [] }
        // A relay may not know yet that the origin's card is worth nothing any more.
        if hasLapsed(batch.feed.origin, now: now) { return [] }
        let key = try originKey(of: batch.feed, size: batch.head.size)
        try batch.head.verify(feed: batch.feed, epoch: batch.epoch, key: key)
        guard var log = try logForBatch(batch, now: now) else { return [] }
        if let proof = try contradiction(of: batch, in: log) {
            return try takeFork(proof, log: &log, link: link, now: now)
        }
        guard log.size.value == batch.start.value else {
            // A duplicate, or a batch that another source has overtaken: say where we are.
            let head = [LinkAction.send(link.id, Frame.head(head(of: log)).encoded)]
            return log.size < batch.head.size ? head + want(log, from: link) : head
        }
        let verified = try open(batch, extending: log.range, key: key)
        guard let admitted = try judged(verified, of: feed, log, now: now) else {
            // Nobody is to blame: the version may be on its way. The batch is asked for again when it is here.
            link.waiting.insert(log.feed)
            return []
        }
        let refusals = try store.step { try merge(admitted, into: &log, from: link.peer, now: now) }
        settlePunctures(now: now)
        return try announce(log, refusals: refusals, source: link, now: now)
    }

    /// - Returns: nil for a batch that must wait for a version of its agreement.
    private func judged(
        _ batch: VerifiedBatch, of feed: AgreementBook.ForeignFeed, _ log: StoredLog, now: Timestamp
    ) throws -> AdmittedBatch? {
        let context = FeedAdmission(node: self, feed: feed, log: log)
        do throws(FeedError) {
            return try admit(batch, governing: log.governing, by: context, now: now)
        } catch {
            guard error.kind == .unknownVersion else { throw error }
            return nil
        }
    }

    /// Stores the leaves of a batch and what follows from them.
    private func merge(
        _ admitted: AdmittedBatch, into log: inout StoredLog, from peer: AgencyID, now: Timestamp
    ) throws -> [RefusalReport.Item] {
        var refusals: [RefusalReport.Item] = []
        let start = log.size
        var account = try DeadAccount(of: admitted, in: log, store: store)
        for (leaf, verdict) in zip(admitted.batch.leaves, admitted.verdicts) {
            let index = try store.append(NewLeaf(leaf, verdict), to: &log)
            switch verdict {
            case .dead: break
            case .admitted(let body): try take(body, at: index, in: &log, &account, now: now)
            case .refused(let handle, let code, _):
                refusals.append(RefusalReport.Item(leaf: index, code: code))
                guard let handle, let kind = leaf.kind else { break }
                account.note(handle, at: index)
                try hide(handle, kind, at: index, in: log, now: now)
            }
        }
        if let last = admitted.lastErasure { try noteObeyed(last, of: log) }
        try noteRefused(refusals, of: log)
        log.governing = admitted.governing
        let isForked = try takeHeads(of: admitted.batch, into: log, after: start)
        try store.save(log)
        try auditReceived(admitted, refusals: refusals, log: log, from: peer, now: now)
        if isForked {
            try store.freeze(&log)
            try auditAlarm(.headsDisagree, feed: log.feed, now: now)
        }
        return refusals
    }

    /// Remembers the heads that came with a batch, and compares those that the leaves here have come to lead to: only
    /// what they do lead to is a place where a batch of ours may end.
    /// - Returns: whether the origin signed a head with another root. That proves it to us alone, not to others.
    private func takeHeads(of batch: VerifiedBatch, into log: StoredLog, after start: TreeSize) throws -> Bool {
        var isForked = false
        for passed in try store.heads(of: log, between: start, and: log.size) {
            let root = try store.knownRoot(of: log, size: passed.size)
            guard root != passed.root else { continue }
            try store.forget(passed, of: log)
            if root != nil { isForked = true }
        }
        let head = batch.head
        try store.addHead(of: log, size: head.size, root: head.root, signature: head.signature)
        for shown in batch.evidenceHeads {
            if shown.size <= log.size {
                let root = shown.size == log.size ? log.root : try store.knownRoot(of: log, size: shown.size)
                if let root, root != shown.root { isForked = true }
                if root != shown.root { continue }
            }
            try store.addHead(of: log, size: shown.size, root: shown.root, signature: shown.signature)
        }
        return isForked
    }

    private func take(
        _ body: EntryBody, at index: LeafIndex, in log: inout StoredLog, _ account: inout DeadAccount, now: Timestamp
    ) throws {
        if let handle = body.handle { account.note(handle, at: index) }
        switch body {
        case .state, .patch, .withdraw: try takeView(body, at: index, in: log, now: now)
        case .purge(let purge): try carryOut(purge, of: log, &account, now: now)
        case .census(let census): try take(census, at: index, in: &log, account, now: now)
        case .agreement: break
        }
    }

    private func takeView(_ body: EntryBody, at index: LeafIndex, in log: StoredLog, now: Timestamp) throws {
        guard let handle = body.handle else { return }
        var view =
            try store.view(handle, of: log)
            ?? StoredView(
                handle: handle, leaves: LiveLeaves(), state: .withdrawn, type: 0, expires: nil, received: now)
        let dead = view.leaves.append(body.kind, at: index)
        try store.markDead(dead, of: log)
        switch body {
        case .state(let entry):
            view.state = log.isFrozen ? .hidden : .visible
            view.type = Int64(entry.content.type.value)
            view.expires = entry.expires
        case .patch(let entry):
            if log.isFrozen { view.state = .hidden }
            view.expires = entry.expires
        default:
            view.state = .withdrawn
            view.expires = nil
        }
        try store.destroy(view.leaves.takeErasable(afterWithdrawal: body.kind == .withdraw), of: log)
        view.received = now
        try keep(view, of: log)
    }

    /// Keeps a partner's view, for linkage to look at and for our own records that name it to follow.
    func keep(_ view: StoredView, of log: StoredLog) throws {
        try store.save(view, of: log)
        try store.enqueue(RecordRef(log: log.number, handle: Int64(view.handle.value)))
        try store.markDirty(
            naming: .wire(agency: log.feed.origin, agreement: log.feed.agreement, handle: view.handle),
            restricting: view.state != .visible)
    }

    /// A refused entry hides the record's earlier view in this feed.
    private func hide(
        _ handle: Handle, _ kind: EntryKind, at index: LeafIndex, in log: StoredLog, now: Timestamp
    ) throws {
        var view =
            try store.view(handle, of: log)
            ?? StoredView(handle: handle, leaves: LiveLeaves(), state: .hidden, type: 0, expires: nil, received: now)
        // The account of live leaves goes on as the origin keeps it, so that censuses agree.
        try store.markDead(view.leaves.append(kind, at: index), of: log)
        try store.destroy(view.leaves.takeErasable(afterWithdrawal: kind == .withdraw), of: log)
        view.state = .hidden
        view.received = now
        try keep(view, of: log)
    }

    /// Acknowledges to the source, and tells other members of the audience that there is more to be had.
    private func announce(
        _ log: StoredLog, refusals: [RefusalReport.Item], source: PeerLink, now: Timestamp
    ) throws -> [LinkAction] {
        let head = Frame.head(head(of: log)).encoded
        var actions = [LinkAction.send(source.id, head)]
        let holders = Set((book.members(of: log.feed) ?? []) + [log.feed.origin])
        for link in links.values.sorted(by: { $0.id < $1.id })
        where link.isEstablished && link.id != source.id && holders.contains(link.peer) {
            actions.append(.send(link.id, head))
        }
        for link in establishedLinks(to: log.feed.origin).prefix(1) {
            for start in stride(from: 0, to: refusals.count, by: SyncLimits.refusalsPerFrame) {
                let items = Array(refusals[start..<min(start + SyncLimits.refusalsPerFrame, refusals.count)])
                let report = RefusalReport(feed: log.feed, epoch: log.epoch, items: items)
                actions.append(.send(link.id, Frame.refusal(report).encoded))
            }
            actions += try receipt(for: log, over: link, now: now)
        }
        actions.append(.wakeAt(now))
        return actions
    }

    /// The log that a batch extends: a newer epoch is opened empty, an older one is not taken.
    /// - Throws: `limit-exceeded` if the origin opens epochs faster than anybody can lose them.
    private func logForBatch(_ batch: UnverifiedBatch, now: Timestamp) throws -> StoredLog? {
        guard let log = try store.log(batch.feed) else {
            return try store.step { try store.openLog(batch.feed, epoch: batch.epoch, isOwn: false) }
        }
        if batch.epoch < log.epoch { return nil }
        guard batch.epoch > log.epoch else { return log }
        guard epochMeter.count(batch.feed, now: now) else {
            throw FeedError(.limitExceeded, "`\(batch.feed.origin)` opens too many epochs of one feed")
        }
        return try store.step {
            // The origin restates: what the old epoch said is no longer said.
            try store.dropViews(of: log)
            try store.unlinkViews(of: log)
            try store.markDirtyNamingPartners()
            var next = try store.openLog(batch.feed, epoch: batch.epoch, isOwn: false)
            if try store.note(forkNote(next)) != nil { try store.freeze(&next) }
            // Records keep their handles: what people have noted about them goes on, as their claims do by name.
            try store.moveReviews(from: log, to: next)
            return next
        }
    }

    /// Whether a feed follows from some version of an agreement that names both this node and `peer`.
    func knows(_ feed: FeedID, peer: AgencyID) throws -> Bool {
        try agreements(feed.agreement).contains { stored in
            stored.signed.isComplete && stored.signed.agreement.party(peer) != nil
                && stored.signed.agreement.party(agency) != nil
                && stored.signed.agreement.audiences(from: feed.origin).contains { $0.id == feed.audience }
        }
    }

    /// Whether the card of an origin has expired: nothing new is taken from it then, over whatever link.
    func hasLapsed(_ origin: AgencyID, now: Timestamp) -> Bool {
        cards[origin].map { $0.card.expiresAt <= now } ?? false
    }

    /// The key that signs an origin's feeds of a size.
    func originKey(of feed: FeedID, size: TreeSize) throws -> PublicKey {
        guard let card = cards[feed.origin] else {
            throw NodeError(.unknownPeer, "no card of `\(feed.origin)` is here")
        }
        return card.card.nodeKey
    }

    func head(of log: StoredLog) -> FeedHead {
        FeedHead(feed: log.feed, epoch: log.epoch, size: log.size, root: log.root)
    }

    /// Two signed roots for one size prove that the origin told two stories.
    private func contradiction(of batch: UnverifiedBatch, in log: StoredLog) throws -> FeedFork? {
        guard batch.epoch == log.epoch, let known = try store.head(of: log, size: batch.head.size),
            let signature = known.signature, known.root != batch.head.root
        else { return nil }
        let first = SignedHead(size: known.size, root: known.root, signature: signature)
        return FeedFork(feed: log.feed, epoch: log.epoch, first: first, second: batch.head)
    }

    /// Freezes a feed whose origin forked it, keeps the proof in the audit trail, and tells the audience.
    func takeFork(
        _ proof: FeedFork, log: inout StoredLog, link: PeerLink, now: Timestamp
    ) throws -> [LinkAction] {
        guard !log.isFrozen else { return [] }
        try store.step {
            try store.freeze(&log)
            try auditFork(proof, now: now)
        }
        return tell(proof)
    }

    /// Tells the audience of a feed that its origin forked it.
    func tell(_ proof: FeedFork) -> [LinkAction] {
        links.values.filter { $0.isEstablished && book.members(of: proof.feed)?.contains($0.peer) ?? false }
            .sorted { $0.id < $1.id }
            .map { .send($0.id, Frame.fork(proof).encoded) }
    }
}

extension NewLeaf {
    /// What is kept of a leaf. Of an entry that was refused nothing but the hash; one of a kind that is not known here
    /// is kept for members who know it.
    init(_ leaf: VerifiedBatch.Leaf, _ verdict: AdmittedBatch.Verdict) {
        switch leaf {
        case .live(_, let hash, let salt, let encoded, let body):
            if case .refused = verdict {
                self = .bare(hash: hash)
            } else {
                self = .live(hash: hash, kind: body.kind, salt: salt, encodedBody: encoded)
            }
        case .unreadable(_, let hash, _, _, .known): self = .bare(hash: hash)
        case .unreadable(_, let hash, let salt, let encoded, .unknown):
            self = .live(hash: hash, kind: nil, salt: salt, encodedBody: encoded)
        case .dead(_, let level, let hash): self = .dead(level: level, hash: hash)
        }
    }
}

extension AdmittedBatch {
    /// The last withdrawal or purge that was obeyed: the origin gets a receipt.
    var lastErasure: LeafIndex? {
        for (leaf, verdict) in zip(batch.leaves, verdicts).reversed() {
            if case .live(let index, _, _, _, _) = leaf, case .admitted(let body) = verdict,
                body.kind == .withdraw || body.kind == .purge
            {
                return index
            }
        }
        return nil
    }
}
