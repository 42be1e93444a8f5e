import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// What each frame of a peer leads to. Specs/sync.md#frames
extension Node {
    func hello(to peer: AgencyID) throws -> Hello {
        Hello(
            agency: agency, cardSequence: identity.card.card.sequence,
            peerCardSequence: cards[peer]?.card.sequence ?? 0, catalogueDigest: try catalogue(for: peer).digest)
    }

    /// What this node and `peer` have in common, as this node sees it.
    func catalogue(for peer: AgencyID) throws -> Catalogue {
        let versions = try listedVersions(for: peer).map {
            Catalogue.Version(
                agreement: $0.signed.agreement.id, version: UInt64($0.signed.agreement.version), digest: $0.digest,
                signers: $0.signed.signers)
        }
        let notices = try notices(for: peer).prefix(SyncLimits.noticesPerCatalogue)
            .map { Catalogue.Notice(agreement: $0.notice.agreement, digest: SHA256.hash($0.notice.encoded)) }
        return Catalogue(heads: try commonHeads(with: peer), versions: versions, notices: notices)
    }

    /// How far this node has come in all feeds that both may hold.
    func commonHeads(with peer: AgencyID) throws -> [FeedHead] {
        try book.commonFeeds(with: peer).map { try store.log($0).map(head(of:)) ?? Self.nothing(of: $0) }
    }

    private static func nothing(of feed: FeedID) -> FeedHead {
        FeedHead(feed: feed, epoch: .first, size: .zero, root: .zero)
    }

    func handle(_ frame: Frame, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        switch frame {
        case .hello(let hello): return try greet(hello, link, now: now)
        case .card(let bytes): return try takeCard(bytes, from: link, now: now)
        case .catalogue(let catalogue): return try compare(catalogue, link, now: now)
        case .agreement(let bytes): return try takeAgreement(bytes, from: link, now: now)
        case .want(let position): return try serve(position, link, now: now)
        case .batch(let bytes): return try receive(batch: bytes, from: link, now: now)
        case .head(let head): return try hear(head, from: link, now: now)
        case .refusal(let report): return try takeRefusal(report, from: link, now: now)
        case .receipt(let position): return try takeReceipt(position, from: link, now: now)
        case .heartbeat(let heartbeat): return try takeHeartbeat(heartbeat, from: link, now: now)
        case .fork(let proof): return try takeFeedFork(proof, from: link, now: now)
        case .notice(let bytes): return try takeNotice(bytes, now: now)
        case .close(let reason):
            links[link.id] = nil
            let told = "the peer closed: \(reason)"
            if !isConnected(link.peer) { note(link.peer, .waiting, reason: told, now: now) }
            return [.close(link.id, reason: told)] + (try lookElsewhere(insteadOf: link, now: now))
        }
    }

    private func greet(_ hello: Hello, _ link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        link.isEstablished = true
        note(link.peer, .connected, now: now)
        var actions: [LinkAction] = [.established(link.id)]
        if hello.peerCardSequence < identity.card.card.sequence {
            actions.append(.send(link.id, Frame.card(identity.card.encoded).encoded))
        }
        let ours = try catalogue(for: link.peer)
        if ours.digest == hello.catalogueDigest {
            // Both hold the same: what comes from now on is pushed without being asked for.
            for head in ours.heads { try agree(on: head, with: link) }
            try noteCommonDocuments(link)
            // The same heads do not say that both know of a fork.
            actions += try forkProofs(for: Set(ours.heads.map(\.feed)), to: link, now: now)
            actions += try receipts(over: link, now: now) + refusals(over: link, now: now)
            actions.append(.wakeAt(now))
        } else {
            actions.append(try sendCatalogue(over: link))
        }
        return actions
    }

    private func agree(on head: FeedHead, with link: PeerLink) throws {
        link.heads[head.feed] = head
        guard head.feed.origin == agency else { return }
        heard.insert(head.feed)
        link.session.subscriptions[head.feed] = Subscription(epoch: head.epoch, from: LeafIndex(head.size.value))
    }

    private func compare(_ theirs: Catalogue, _ link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        var actions: [LinkAction] = []
        let common = Set(book.commonFeeds(with: link.peer))
        // What was asked for over this link may have been lost on the way, or misheard.
        link.wanted = [:]
        // Only what the peer lists: it names every feed in common, empty ones too, once its agreement is in force.
        for head in theirs.heads where common.contains(head.feed) {
            let isOnItsWay = link.catalogued[head.feed].map { head.isAhead(of: $0) } ?? false
            link.catalogued[head.feed] = head
            actions += try hear(head, from: link, now: now, mayRestart: !isOnItsWay)
            // It may have learned of a feed of its own after our catalogue: it hears our head again, and begins.
            guard head.feed.origin == link.peer else { continue }
            let ours = try store.log(head.feed).map(self.head(of:)) ?? Self.nothing(of: head.feed)
            actions.append(.send(link.id, Frame.head(ours).encoded))
        }
        actions += try documents(missingIn: theirs, link, now: now)
        // After the agreements: a peer that was restored to a time before them takes nothing else until it has them.
        actions += try forkProofs(for: common, to: link, now: now)
        actions += try receipts(over: link, now: now) + refusals(over: link, now: now)
        return actions + [.wakeAt(now)]
    }

    /// A peer tells how far it has come in a feed: an acknowledgement of ours, or news of somebody else's.
    func hear(
        _ head: FeedHead, from link: PeerLink, now: Timestamp, mayRestart: Bool = false
    ) throws -> [LinkAction] {
        guard let members = book.members(of: head.feed),
            members.contains(link.peer) || head.feed.origin == link.peer
        else { return [] }
        link.heads[head.feed] = head
        if head.feed.origin == agency { return try hearOwn(head, from: link, mayRestart: mayRestart, now: now) }
        _ = link.acknowledge(head)
        if let log = try store.log(head.feed), !log.isFrozen, head.contradicts(self.head(of: log)) {
            // One of the two stories is no prefix of the other: the peer's batches hold the proof.
            return request(head.feed, head.epoch, LeafIndex(0), from: link) + [.wakeAt(now)]
        }
        // The origin pushes by itself; from a relay this node asks, and only while the origin cannot be reached.
        guard head.feed.origin != link.peer, !isConnected(head.feed.origin) else { return [.wakeAt(now)] }
        return try wantIfBehind(head, from: link, now: now) + [.wakeAt(now)]
    }

    private func hearOwn(
        _ head: FeedHead, from link: PeerLink, mayRestart: Bool, now: Timestamp
    ) throws -> [LinkAction] {
        guard let log = try store.log(head.feed) else { return [] }
        if (head.epoch, head.size) > (log.epoch, log.size) {
            // Only a feed that we signed can be that long: this store was rolled back.
            return want(log, from: link)
        }
        if try contradicts(head, log) {
            // Rolled back as well, but it has gone on since. The leaf before that head comes with our own signature.
            return request(head.feed, head.epoch, LeafIndex(head.size.value - 1), from: link)
        }
        heard.insert(head.feed)
        if mayRestart || link.session.subscriptions[head.feed] == nil {
            let start = head.epoch == log.epoch ? head.size : .zero
            try checkRestart(of: head.feed, at: LeafIndex(start.value), link, now: now)
            link.session.subscriptions[head.feed] = Subscription(epoch: log.epoch, from: LeafIndex(start.value))
        } else {
            try takeAcknowledgement(head, from: link, now: now)
        }
        return [.wakeAt(now)]
    }

    /// A member has committed what it was sent: that closes the `batch-sent` events before.
    private func takeAcknowledgement(_ head: FeedHead, from link: PeerLink, now: Timestamp) throws {
        guard let subscription = link.acknowledge(head) else { return }
        try store.step {
            try audit(
                .batchAcknowledged, now: now, .agency(link.peer), .agreement(head.feed.agreement),
                .audience(head.feed.audience), .epoch(head.epoch), .end(subscription.acknowledged.value))
        }
    }

    /// A member of the audience wants a feed from us, its origin or a relay.
    private func serve(_ position: FeedPosition, _ link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard let members = book.members(of: position.feed),
            members.contains(link.peer) || position.feed.origin == link.peer,
            let log = try store.log(position.feed)
        else {
            if try knows(position.feed, peer: link.peer) { return [] }
            throw FeedError(.wrongFeed, "`\(link.peer)` may not have feed \(position.feed)")
        }
        let start = position.epoch == log.epoch ? position.leaf : LeafIndex(0)
        guard start.value <= log.size.value else { return [] }
        try checkRestart(of: position.feed, at: start, link, now: now)
        link.session.subscriptions[position.feed] = Subscription(epoch: log.epoch, from: start)
        return [.wakeAt(now)]
    }

    /// Sending again what was sent over the same link costs work and room in the trail: a peer may ask for it now and
    /// then, and not all the time.
    private func checkRestart(of feed: FeedID, at start: LeafIndex, _ link: PeerLink, now: Timestamp) throws {
        guard let known = link.session.subscriptions[feed], start.value < known.sent.value else { return }
        if refusalMeter.count("restarts/\(link.peer)", now: now) == nil {
            throw SyncError(.limitExceeded, "`\(link.peer)` asks for the same leaves again and again")
        }
    }

    // MARK: Asking

    private func wantIfBehind(_ head: FeedHead, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard !hasLapsed(head.feed.origin, now: now) else { return [] }
        guard let log = try store.log(head.feed) else {
            return head.size > .zero ? request(head.feed, head.epoch, LeafIndex(0), from: link) : []
        }
        return head.isAhead(of: self.head(of: log)) ? want(log, from: link) : []
    }

    func want(_ log: StoredLog, from link: PeerLink) -> [LinkAction] {
        request(log.feed, log.epoch, LeafIndex(log.size.value), from: link)
    }

    private func request(_ feed: FeedID, _ epoch: Epoch, _ leaf: LeafIndex, from link: PeerLink) -> [LinkAction] {
        let position = LogPosition(epoch: epoch, leaf: leaf)
        guard link.wanted[feed] != position else { return [] }
        link.wanted[feed] = position
        return [.send(link.id, Frame.want(FeedPosition(feed: feed, epoch: epoch, leaf: leaf)).encoded)]
    }

    /// Asks another member for a feed whose source has gone.
    func wantElsewhere(_ feed: FeedID, now: Timestamp) throws -> [LinkAction] {
        guard !isConnected(feed.origin) else { return [] }
        for link in links.values.sorted(by: { $0.id < $1.id }) where link.isEstablished {
            guard let head = link.heads[feed] else { continue }
            let actions = try wantIfBehind(head, from: link, now: now)
            if !actions.isEmpty { return actions }
        }
        return []
    }

    // MARK: What peers report

    private func takeHeartbeat(_ heartbeat: Heartbeat, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard link.takesBeat(now: now) else { return [] }
        guard heartbeat.agency == link.peer, let card = cards[link.peer] else {
            throw SyncError(.unexpectedFrame, "a heartbeat of `\(heartbeat.agency)` came from `\(link.peer)`")
        }
        try heartbeat.verify(key: card.card.nodeKey)
        if link.isSilent { note(link.peer, .connected, now: now) }
        link.heardBeat(now: now)
        let differs = heartbeat.common != FeedHead.digest(of: try commonHeads(with: link.peer))
        link.differingBeats = differs ? link.differingBeats + 1 : 0
        for head in heartbeat.heads where head.feed.origin == link.peer && book.foreignFeeds[head.feed] != nil {
            let behind = try store.log(head.feed).map { head.isAhead(of: self.head(of: $0)) } ?? (head.size > .zero)
            let beats = behind ? (link.missingBeats[head.feed] ?? 0) + 1 : 0
            link.missingBeats[head.feed] = beats
            if beats == SyncLimits.silentHeartbeats {
                try store.step { try auditAlarm(.tailWithheld, feed: head.feed, now: now) }
            }
        }
        return []
    }

    /// Forks that this node knows to be proven: a peer that was away when the proof went round gets it now.
    private func forkProofs(for feeds: Set<FeedID>, to link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        try feeds.sorted().compactMap { feed in
            guard feed.origin != link.peer, let log = try store.log(feed), log.isFrozen,
                let bytes = try store.note(forkNote(log)), link.told.isMissed(SHA256.hash(bytes), now: now)
            else { return nil }
            var reader = CBORReader(bytes)
            return .send(link.id, Frame.fork(try FeedFork(reading: &reader)).encoded)
        }
    }

    private func takeFeedFork(_ proof: FeedFork, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard book.foreignFeeds[proof.feed] != nil else { return [] }
        try proof.verify(key: try originKey(of: proof.feed, size: proof.first.size))
        // Whoever has nothing of the feed yet remembers the proof too: it is not told again when the feed arrives.
        var log =
            try store.log(proof.feed)
            ?? store.step { try store.openLog(proof.feed, epoch: proof.epoch, isOwn: false) }
        if proof.epoch == log.epoch { return try takeFork(proof, log: &log, link: link, now: now) }
        // It says nothing about the epoch that is held here. An ended one is of no interest; a later one is frozen when
        // it begins.
        guard proof.epoch > log.epoch, try store.note(forkNote(proof.feed, proof.epoch)) == nil else { return [] }
        guard epochMeter.count(proof.feed, now: now) else {
            throw FeedError(.limitExceeded, "`\(proof.feed.origin)` opens too many epochs of one feed")
        }
        try store.step { try auditFork(proof, now: now) }
        return tell(proof)
    }
}
