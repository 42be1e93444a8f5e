import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityLinkage
import ComityRecords
import ComityStore

/// Linkage after the merge: a step of its own, fed from the durable queue. DESIGN 4
extension Node {
    /// Takes one step's worth from the queue; trains when it is empty and enough has come.
    /// - Returns: whether anything was done.
    func matchStep(now: Timestamp) throws -> Bool {
        guard isRunning else { return false }
        try loadMatcher()
        if !matcher.pendingLoad.isEmpty {
            for _ in 0..<min(itemsPerStep, matcher.pendingLoad.count) {
                let ref = matcher.pendingLoad.removeLast()
                _ = try matcher.update(ref, source: try source(of: ref), values: try linkable(ref, now: now))
            }
            return true
        }
        try store.enqueueExpired(by: now)
        let queued = try store.queued(limit: itemsPerStep)
        if let last = queued.last {
            try store.step {
                for ref in Set(queued.map(\.ref)).sorted() { try match(ref, now: now) }
                try store.dequeue(upTo: last.number)
            }
            return true
        }
        guard matcher.wantsTraining else { return false }
        try retrain(now: now)
        return true
    }

    private func loadMatcher() throws {
        guard !matcher.isLoaded else { return }
        matcher.isLoaded = true
        try store.forEachRecordNumber { matcher.pendingLoad.append(RecordRef(log: RecordRef.ownLog, handle: $0)) }
        for log in try store.logs() where !log.isOwn {
            try store.forEachView(of: log) { view in
                matcher.pendingLoad.append(RecordRef(log: log.number, handle: Int64(view.handle.value)))
                return true
            }
        }
    }

    private func match(_ ref: RecordRef, now: Timestamp) throws {
        let values = try linkable(ref, now: now)
        let change = try matcher.update(ref, source: try source(of: ref), values: values)
        for pair in change.removed {
            try store.removeProposal(between: Matcher.ref(pair.left), and: Matcher.ref(pair.right))
        }
        if values == nil { try store.removeProposals(of: ref) }
        for pair in change.added where pair.decision == .match { try propose(pair, now: now) }
    }

    private func retrain(now: Timestamp) throws {
        let pairs = try matcher.train()
        try store.step {
            let before = try store.proposalIDs()
            try store.removeAllProposals()
            for pair in pairs where pair.decision == .match { try propose(pair, known: before, now: now) }
        }
    }

    /// - Parameter known: proposals that the trail tells of already, though they are taken back for this step.
    private func propose(_ pair: ScoredPair, known: Set<[UInt8]> = [], now: Timestamp) throws {
        guard let model = matcher.index?.model else { return }
        let explanation = PairExplanation(pair, model)
        let id = matchID(Matcher.ref(pair.left), Matcher.ref(pair.right))
        if try !known.contains(id) && !store.hasPair(id) {
            try audit(.matchProposed, now: now, .match(id))
        }
        try store.save(
            StoredPair(
                id: id, left: Matcher.ref(pair.left), right: Matcher.ref(pair.right),
                weight: pair.weight, probability: pair.probability, decision: .proposed,
                trace: MatchTrace(explanation).encoded))
    }

    /// The id of a pair: the same whenever it is proposed again, and telling nothing without this node's key.
    private func matchID(_ left: RecordRef, _ right: RecordRef) -> [UInt8] {
        let numbers = [left.log, left.handle, right.log, right.handle].flatMap { bigEndianBytes($0) }
        let digest = localKeys.match.authenticate(numbers)
        return Array(digest.bytes.prefix(StoredPair.idBytes))
    }

    /// Which agency states a record, as a number of the index.
    private func source(of ref: RecordRef) throws -> UInt32 {
        guard ref.log != RecordRef.ownLog, let log = try store.log(number: ref.log) else { return 0 }
        // One number for all feeds of an agency, stable within this life of the node.
        if let known = sourceNumbers[log.feed.origin] { return known }
        let number = UInt32(sourceNumbers.count + 1)
        sourceNumbers[log.feed.origin] = number
        return number
    }

    /// The values that linkage may see of a record now; nil if it is gone, hidden, or must never enter.
    private func linkable(_ ref: RecordRef, now: Timestamp) throws -> [[String]]? {
        if ref.log == RecordRef.ownLog {
            guard !isVictimService(identity.card.card.agencyClass), let record = try store.record(number: ref.handle),
                record.retraction == nil
            else { return nil }
            return PersonProjection.values(record.statement.content)
        }
        guard let log = try store.log(number: ref.log), let feed = book.foreignFeeds[log.feed],
            feed.agreement.party(log.feed.origin)?.partyClass != .victimService,
            let view = try store.view(try Handle(UInt64(ref.handle)), of: log),
            let content = try shownContent(of: view, in: log, now: now)
        else { return nil }
        return PersonProjection.values(content.content)
    }

    private func isVictimService(_ agencyClass: String) -> Bool { agencyClass == "victim-service" }

    /// Whether a view is to be seen now: visible, not expired, under an agreement in force.
    func isShown(_ view: StoredView, now: Timestamp) throws -> Bool {
        view.state == .visible && view.expires.map { $0 > now } ?? true
    }
}
