import ComityAgreement
import ComityAudit
import ComityCore
import ComityFeed
import ComityStore
import ComitySync

/// What members did not admit of our feeds, and what we answer. Specs/node.md#refused-entries
extension Node {
    func takeRefusal(_ report: RefusalReport, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard report.feed.origin == agency, book.members(of: report.feed)?.contains(link.peer) == true,
            let log = try store.log(report.feed), log.epoch == report.epoch
        else { return [] }
        let told = "refused-by/\(link.peer)/\(log.feed.logOrigin(epoch: log.epoch))"
        let known = Set(try refusedItems(told))
        try store.step {
            for item in report.items where item.leaf.value < log.size.value {
                if !known.contains(item) { try auditRefused(item, of: log, by: link.peer, now: now) }
                try answer(item, in: log, now: now)
            }
            if Set(report.items) != known { try setRefusedItems(told, report.items, of: log) }
        }
        return [.wakeAt(now)]
    }

    // MARK: As a member

    /// Remembers, in the step that refused them, entries of a partner's feed, until its origin says something else.
    func noteRefused(_ items: [RefusalReport.Item], of log: StoredLog) throws {
        guard !items.isEmpty else { return }
        let all = try outstandingRefusals(of: log) + items
        try setRefusedItems(refusedNote(log), all.suffix(SyncLimits.refusalsPerFrame), of: log)
    }

    /// What was refused of a peer's feeds and not answered since: once on each link, and now and then while it lives.
    func refusals(over link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard link.nextRefusals <= now else { return [] }
        link.nextRefusals = now.adding(milliseconds: NodeLimits.refusalsToldMilliseconds)
        return try book.foreignFeeds.keys.filter { $0.origin == link.peer }.sorted().compactMap { feed in
            guard let log = try store.log(feed) else { return nil }
            let items = try outstandingRefusals(of: log)
            guard !items.isEmpty else { return nil }
            return .send(link.id, Frame.refusal(RefusalReport(feed: feed, epoch: log.epoch, items: items)).encoded)
        }
    }

    private func outstandingRefusals(of log: StoredLog) throws -> [RefusalReport.Item] {
        let items = try refusedItems(refusedNote(log))
        guard !items.isEmpty else { return [] }
        let dead = try store.deadBitmap(of: log)
        return items.filter { $0.leaf.value < log.size.value && !dead.isDead($0.leaf) }
    }

    private func refusedNote(_ log: StoredLog) -> String { "refused/\(log.feed.logOrigin(epoch: log.epoch))" }

    private func refusedItems(_ note: String) throws -> [RefusalReport.Item] {
        guard let bytes = try store.note(note), !bytes.isEmpty else { return [] }
        guard case .refusal(let report) = try Frame(type: .refusal, body: bytes) else { return [] }
        return report.items
    }

    private func setRefusedItems(
        _ note: String, _ items: some Collection<RefusalReport.Item>, of log: StoredLog
    ) throws {
        let report = RefusalReport(feed: log.feed, epoch: log.epoch, items: Array(items))
        try store.setNote(note, Frame.refusal(report).body)
    }

    // MARK: As the origin

    private func auditRefused(
        _ item: RefusalReport.Item, of log: StoredLog, by peer: AgencyID, now: Timestamp
    ) throws {
        guard let reason = ReasonCode(item.code), refusalMeter.count("refusals/\(peer)", now: now) != nil else {
            return
        }
        try audit(
            .entryRefused, now: now, .agency(peer), .agreement(log.feed.agreement), .epoch(log.epoch),
            .leaf(item.leaf), .reason(reason))
    }

    /// Marks the record to be said again, where that can help and was not done already.
    private func answer(_ item: RefusalReport.Item, in log: StoredLog, now: Timestamp) throws {
        guard let answer = RefusalAnswer(to: item.code, kind: try store.kind(of: item.leaf, in: log)),
            let stored = try store.entry(item.leaf, of: log),
            let handle = try EntryBody(decoding: stored.encodedBody).handle,
            // What was superseded or withdrawn since is answered already.
            let view = try store.view(handle, of: log), view.leaves.leaves.contains(item.leaf),
            let record = try store.record(of: handle, in: log),
            var projection = try store.projection(of: record, in: log), mayAnswer(projection, view, answer, now: now)
        else { return }
        projection.answer = .due
        switch answer {
        case .now: try store.markDirty(record, restricting: false)
        case .later:
            let then = now.adding(milliseconds: Admission.toleranceMilliseconds)
            projection.nextChange = projection.nextChange.map { min($0, then) } ?? then
        }
        try store.save(projection, of: record, in: log)
    }
}

extension Node {
    /// Once until what is said of the record changes. What only the clock of the member is to blame for is said again
    /// now and then: clocks are put right.
    private func mayAnswer(
        _ projection: Store.StoredProjection, _ view: StoredView, _ answer: RefusalAnswer, now: Timestamp
    ) -> Bool {
        switch projection.answer {
        case .none: true
        case .due: false
        case .given:
            answer == .later && view.received.adding(milliseconds: NodeLimits.refusalAgainMilliseconds) <= now
        }
    }
}

/// When a refused entry is said again, as a whole state.
private enum RefusalAnswer {
    case now
    case later

    /// Nil where saying it again cannot help.
    init?(to code: String, kind: EntryKind?) {
        switch (kind, code) {
        case (.patch, _), (.state, "wrong-version"): self = .now
        case (.state, "not-in-force"), (.state, "held"), (.state, "condition-fails"): self = .later
        default: return nil
        }
    }
}
