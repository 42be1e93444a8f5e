import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// Cards and agreements as they travel between nodes. Specs/sync.md#documents
extension Node {
    func takeCard(_ bytes: [UInt8], from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        let card = try SignedCard(decoding: bytes)
        guard card.card.agency == link.peer, let known = cards[link.peer] else {
            throw NodeError(.refused, "`\(link.peer)` sent a card of `\(card.card.agency)`", family: .peer)
        }
        guard card.encoded != known.encoded else { return [] }
        // An honest peer never sends an older card than the one that its hello was answered with.
        _ = try accept(card, now: now)
        return [.targetsChanged, .wakeAt(now)]
    }

    func takeAgreement(_ bytes: [UInt8], from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        if try store.holdsAgreement(bytes) { return [] }
        let signed = try SignedAgreement(decoding: bytes, knowing: try store.agreements().map(\.signed))
        guard signed.agreement.party(link.peer) != nil else {
            throw NodeError(.refused, "an agreement came that does not name its sender", family: .peer)
        }
        // Others may go on without this agency as they like, and honest ones may know more than this node of why.
        guard try mayCount(signed) else { return [] }
        if let fault = fault(inKeysOf: signed.agreement) {
            guard fault.family == .local else { throw fault }
            // The link goes on: other agreements between these two are not to blame.
            auditRefusal(peer: link.peer, code: fault.code, reason: fault.reason, now: now)
            return []
        }
        guard try makeRoom(for: signed, from: link.peer, now: now) else { return [] }
        link.told.heard(signed.digest, signers: signed.signers)
        guard try adopt(signed, sender: link.peer, now: now) else { return [] }
        return try agreementsChanged(now: now)
    }

    // MARK: What counts

    /// Whether a version can decide anything here: it names this agency, or is the first that leaves it out after one
    /// that does.
    private func mayCount(_ signed: SignedAgreement) throws -> Bool {
        if signed.agreement.party(agency) != nil { return true }
        let known = try agreements(signed.agreement.id).map(\.signed)
        return InForce.leavesOut(agency, signed, of: known)
            && !known.contains {
                $0.agreement.version == signed.agreement.version && InForce.leavesOut(agency, $0, of: known)
            }
    }

    /// Whether an agency has to know of a version: it is a party, or the version is the one that leaves it out.
    /// Specs/agreement.md#in-force
    func concerns(_ signed: SignedAgreement, _ party: AgencyID) throws -> Bool {
        if signed.agreement.party(party) != nil { return true }
        return InForce.leavesOut(party, signed, of: try agreements(signed.agreement.id).map(\.signed))
    }

    /// Whether this agency answers for a version: everybody has signed it, or it has, or its people brought it.
    private func answers(for stored: Store.StoredAgreement) -> Bool {
        stored.sender == nil || stored.signed.isComplete || stored.signed.signers.contains(agency)
    }

    // MARK: Room

    /// Finds room for what not every party has signed: it costs nothing to make up. Each agency has room for so many,
    /// and what comes newer replaces the oldest that the same agencies answer for.
    /// - Returns: whether there is room.
    private func makeRoom(for signed: SignedAgreement, from peer: AgencyID, now: Timestamp) throws -> Bool {
        guard !signed.isComplete else { return true }
        let digest = signed.digest
        let kept = try agreements()
        guard !kept.contains(where: { $0.digest == digest }) else { return true }
        // Each one is an event of the trail.
        guard refusalMeter.count("proposals/\(peer)", now: now) != nil else { return false }
        let open = kept.filter { !answers(for: $0) }
            .map { (stored: $0, answering: answering(for: $0.signed, from: $0.sender ?? agency)) }
        var load: [AgencyID: Int] = [:]
        for proposal in open { for agency in proposal.answering { load[agency, default: 0] += 1 } }
        let full = Set(load.filter { $0.value >= NodeLimits.openProposalsPerPeer }.keys)
        let behind = answering(for: signed, from: peer)
        guard behind.isSubset(of: full) else { return true }
        let replaceable = open.filter { $0.answering.isSubset(of: full) && !$0.answering.isDisjoint(with: behind) }
        guard let oldest = replaceable.min(by: { $0.stored.number < $1.stored.number }) else { return false }
        try store.step { try store.remove(oldest.stored) }
        return true
    }

    /// Who answers for a proposal: the agencies of known keys that have signed it or, where none has, who sent it.
    private func answering(for signed: SignedAgreement, from sender: AgencyID) -> Set<AgencyID> {
        let signers = Set(signed.signers.filter { knownRoots[$0] != nil })
        return signers.isEmpty ? [sender] : signers
    }

    /// Merges the signatures of an agreement with those known, and brings the node in line.
    /// - Parameters:
    ///   - sender: the peer that it came from; nil for a person of this agency.
    ///   - user: who brought it; nil for a peer.
    /// - Returns: whether anything was new.
    func adopt(
        _ signed: SignedAgreement, sender: AgencyID? = nil, user: AuditText? = nil, now: Timestamp
    ) throws -> Bool {
        let digest = signed.digest
        let stored = try agreements(signed.agreement.id).first { $0.digest == digest }
        let known = stored?.signed
        var merged = known ?? signed
        try merged.merge(signed)
        let isOnlyBrought = sender == nil && stored?.sender != nil
        guard known.map({ Set(merged.signers) != Set($0.signers) }) ?? true || isOnlyBrought else { return false }
        try store.step {
            try store.save(merged, sender: sender)
            try auditAgreement(merged, known: known, sender: sender, user: user, now: now)
        }
        try refreshBook(now: now)
        return true
    }

    // MARK: Telling

    /// The versions that a catalogue for a peer lists, the newest ones if there are too many.
    func listedVersions(for peer: AgencyID) throws -> [Store.StoredAgreement] {
        let listed = try agreements().filter { stored in
            try isToldOf(stored, peer) || stored.sender == peer || stored.signed.signers.contains(peer)
        }
        .filter { try concerns($0.signed, peer) && concerns($0.signed, agency) }
        guard listed.count > SyncLimits.agreementsPerCatalogue else { return listed }
        let newest = listed.sorted {
            ($1.signed.agreement.effective, $1.digest) < ($0.signed.agreement.effective, $0.digest)
        }
        return Array(newest.prefix(SyncLimits.agreementsPerCatalogue))
    }

    /// Whether a peer is told of a version. A proposal travels only from those who answer for it, so that nobody spends
    /// the room of another.
    private func isToldOf(_ stored: Store.StoredAgreement, _ peer: AgencyID) throws -> Bool {
        try answers(for: stored) && concerns(stored.signed, peer) && concerns(stored.signed, agency)
    }

    /// What a peer holds whose catalogue equals ours.
    func noteCommonDocuments(_ link: PeerLink) throws {
        for stored in try listedVersions(for: link.peer) {
            link.told.heard(stored.digest, signers: stored.signed.signers)
        }
        for signed in try notices(for: link.peer) { link.told.heard(SHA256.hash(signed.notice.encoded)) }
    }

    /// What a peer's catalogue lacks.
    func documents(missingIn theirs: Catalogue, _ link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        var actions: [LinkAction] = []
        let versions = Dictionary(theirs.versions.map { ($0.digest, $0.signers) }, uniquingKeysWith: { $1 })
        for stored in try agreements() where try isToldOf(stored, link.peer) {
            let signers = stored.signed.signers
            if versions[stored.digest] == Catalogue.Version.digest(ofSigners: signers) {
                link.told.heard(stored.digest, signers: signers)
            } else if link.told.isMissed(stored.digest, signers: signers, now: now) {
                actions.append(.send(link.id, Frame.agreement(stored.signed.encoded).encoded))
            }
        }
        let known = Set(theirs.notices)
        for signed in try notices(for: link.peer) {
            let digest = SHA256.hash(signed.notice.encoded)
            if known.contains(Catalogue.Notice(agreement: signed.notice.agreement, digest: digest)) {
                link.told.heard(digest)
            } else if link.told.isMissed(digest, now: now) {
                actions.append(.send(link.id, Frame.notice(signed.encoded).encoded))
            }
        }
        return actions
    }

    /// Tells every party that can be reached what is new to it.
    func agreementsChanged(now: Timestamp) throws -> [LinkAction] {
        var actions: [LinkAction] = [.targetsChanged]
        for link in links.values.sorted(by: { $0.id < $1.id }) where link.isEstablished {
            // What was under way under the terms before may be passed over.
            link.catalogued = [:]
            for stored in try agreements() where try isToldOf(stored, link.peer) {
                if link.told.isNews(stored.digest, signers: stored.signed.signers, now: now) {
                    actions.append(.send(link.id, Frame.agreement(stored.signed.encoded).encoded))
                }
            }
            for signed in try notices(for: link.peer)
            where link.told.isNews(SHA256.hash(signed.notice.encoded), now: now) {
                actions.append(.send(link.id, Frame.notice(signed.encoded).encoded))
            }
            // After the agreements: the peer looks for common feeds in the catalogue under what it then knows.
            if try terms(with: link.peer) != link.terms { actions.append(try sendCatalogue(over: link)) }
            actions += try wantWaiting(from: link)
        }
        return actions + [.wakeAt(now)]
    }

    /// Asks anew for batches that could not be judged yet: the version that they name may have come.
    private func wantWaiting(from link: PeerLink) throws -> [LinkAction] {
        let feeds = link.waiting.sorted()
        link.waiting = []
        return try feeds.flatMap { feed -> [LinkAction] in
            link.wanted[feed] = nil
            return try store.log(feed).map { want($0, from: link) } ?? []
        }
    }

    func sendCatalogue(over link: PeerLink) throws -> LinkAction {
        link.terms = try terms(with: link.peer)
        return .send(link.id, Frame.catalogue(try catalogue(for: link.peer)).encoded)
    }

    /// Under which terms which feeds go between this node and a peer. When they change the peer gets a catalogue.
    func terms(with peer: AgencyID) throws -> [FeedID: PeerLink.Terms] {
        var terms: [FeedID: PeerLink.Terms] = [:]
        for feed in book.commonFeeds(with: peer) {
            let own = feed.origin == agency ? try store.log(feed) : nil
            terms[feed] = PeerLink.Terms(
                version: book.inForce[feed.agreement]?.version ?? 0, declared: own?.governing ?? 0,
                epoch: own?.epoch, isAligned: !unaligned.contains(feed.agreement))
        }
        return terms
    }
}
