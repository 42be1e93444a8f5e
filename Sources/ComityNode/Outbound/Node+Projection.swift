import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComityStore

/// The projector: whatever the cause, it compares what a feed says of a record with what it may say, and appends the
/// difference. DESIGN 3, Specs/feed.md#projection
extension Node {
    /// The feeds that one step touches, with what it disclosed in each.
    struct ProjectionStep {
        var logs: [FeedID: StoredLog] = [:]
        var disclosed: [FeedID: [DisclosedLeaf]] = [:]
        var withdrew: Set<FeedID> = []
        /// Records of which nothing may be said, with the clauses that decide.
        var withheld: [FeedID: WithholdingList] = [:]
    }

    /// One leaf of a step, as the audit trail commits to it.
    struct DisclosedLeaf {
        let leaf: LeafIndex
        let handle: Handle
        let clauses: [ClauseID]
    }

    /// Projects what waits, restrictions first, at most one step's worth.
    /// - Returns: whether anything was done.
    func projectStep(now: Timestamp) throws -> Bool {
        let didWork = try store.step {
            _ = try store.markDue(now: now, limit: itemsPerStep)
            var step = ProjectionStep()
            let dirty = try store.dirtyRecords(limit: itemsPerStep)
            for number in dirty {
                try project(number, into: book.ownFeeds, step: &step, now: now)
                try store.clearDirty(number)
            }
            let filled = dirty.isEmpty ? try backfillStep(&step, now: now) : false
            try close(&step, now: now)
            return !dirty.isEmpty || filled
        }
        try store.finishPunctures()
        return didWork
    }

    /// Whether a feed may be sealed: nothing that restricts is waiting.
    func mayBeSealed(_ log: StoredLog, now: Timestamp) throws -> Bool {
        if let backfill = log.backfill, Backfill(encoded: backfill).isRestricting { return false }
        // Projections whose time has come restrict too, also those that the last step had no room to mark.
        if let due = try store.nextProjectionChange(), due <= now { return false }
        return try !store.hasRestrictingDirt()
    }

    private func backfillStep(_ step: inout ProjectionStep, now: Timestamp) throws -> Bool {
        for feed in book.ownFeeds {
            var log = try self.log(feed, in: &step)
            guard let encoded = log.backfill else { continue }
            let records: [Int64]
            switch Backfill(encoded: encoded) {
            case .disclosed(let after):
                records = try store.disclosedRecords(in: log, after: after, limit: itemsPerStep)
                log.backfill = (records.last.map { .disclosed(after: $0) } ?? Backfill.undisclosed(after: 0)).encoded
            case .undisclosed(let after):
                records = try store.recordNumbers(after: after, limit: itemsPerStep)
                log.backfill = records.last.map { Backfill.undisclosed(after: $0).encoded }
            }
            step.logs[feed.id] = log
            for number in records { try project(number, into: [feed], step: &step, now: now) }
            return true
        }
        return false
    }

    private func project(
        _ number: Int64, into feeds: [AgreementBook.OwnFeed], step: inout ProjectionStep, now: Timestamp
    ) throws {
        guard let record = try store.record(number: number) else { return }
        for feed in feeds { try project(record, into: feed, step: &step, now: now) }
    }

    private func project(
        _ record: StoredRecord, into feed: AgreementBook.OwnFeed, step: inout ProjectionStep, now: Timestamp
    ) throws {
        var log = try self.log(feed, in: &step)
        let before = try store.projection(of: record.number, in: log)
        let outcome = try disclosure(of: record, in: feed, log: log, now: now)
        let digest = outcome.disclosure.map(projectionDigest)
        if outcome.disclosure == nil, record.retraction == nil {
            step.withheld[feed.id, default: WithholdingList()]
                .append(record.statement.id, clauses: outcome.withholding.sorted())
        }
        var after = before ?? Store.StoredProjection(handle: nil, digest: nil, nextChange: nil)
        after.nextChange = outcome.nextChange
        after.digest = digest
        let isAnswer = before?.answer == .due && digest != nil
        after.answer = digest != before?.digest ? .none : isAnswer ? .given : after.answer
        if digest != before?.digest || isAnswer {
            let handle = try before?.handle ?? freshHandle(in: log)
            after.handle = handle
            let hasMoved = try appendChange(
                outcome.disclosure, handle: handle, isKnown: before?.digest != nil && !isAnswer, record: record,
                log: &log, step: &step, now: now)
            if hasMoved {
                let name = RecordReference.wire(agency: agency, agreement: log.feed.agreement, handle: handle)
                for reference in [.local(record.statement.id), name] {
                    try store.markDirty(naming: reference, restricting: digest == nil)
                }
            }
        }
        guard before != nil || after.digest != nil || after.nextChange != nil else { return }
        try store.save(after, of: record.number, in: log)
        step.logs[feed.id] = log
    }

    /// - Returns: whether the view appeared, went, or expires at another time than before: what names it follows.
    private func appendChange(
        _ disclosure: Disclosure?, handle: Handle, isKnown: Bool, record: StoredRecord, log: inout StoredLog,
        step: inout ProjectionStep, now: Timestamp
    ) throws -> Bool {
        var view =
            try store.view(handle, of: log)
            ?? StoredView(
                handle: handle, leaves: LiveLeaves(), state: .withdrawn,
                type: Int64(record.statement.content.type.value), expires: nil, received: now)
        let body: EntryBody
        if let disclosure {
            body = try entryBody(disclosure, handle: handle, isKnown: isKnown, view: view, record: record, log: log)
        } else {
            body = .withdraw(
                WithdrawEntry(handle: handle, reason: record.withdrawReason, order: record.withdrawOrder))
        }
        let index = try append(body, to: &log, now: now)
        let dead = view.leaves.append(body.kind, at: index)
        try store.markDead(dead, of: log)
        if disclosure == nil {
            try store.destroy(dead, of: log)
            step.withdrew.insert(log.feed)
        }
        let hasMoved = isKnown != (disclosure != nil) || view.expires != disclosure?.expires
        view.state = disclosure == nil ? .withdrawn : .visible
        view.expires = disclosure?.expires
        view.received = now
        try store.save(view, of: log)
        step.disclosed[log.feed, default: []].append(
            DisclosedLeaf(leaf: index, handle: handle, clauses: disclosure?.clauses ?? []))
        return hasMoved
    }

    /// A patch while the base is whole and few patches rest on it, else a state.
    private func entryBody(
        _ disclosure: Disclosure, handle: Handle, isKnown: Bool, view: StoredView, record: StoredRecord,
        log: StoredLog
    ) throws -> EntryBody {
        let statedAt = record.statement.updatedAt
        if isKnown, view.leaves.patchCount < FeedLimits.patchesPerState, let base = view.leaves.base,
            let previous = try store.content(of: view, in: log)
        {
            let patch = PatchEntry(
                disclosure, since: previous.content, base: base, handle: handle, statedAt: statedAt)
            if let patch { return .patch(patch) }
        }
        return .state(StateEntry(disclosure, handle: handle, statedAt: statedAt))
    }

    /// What may be said of a record in a feed now, and when time alone may change that.
    private func disclosure(
        of record: StoredRecord, in feed: AgreementBook.OwnFeed, log: StoredLog, now: Timestamp
    ) throws -> (disclosure: Disclosure?, nextChange: Timestamp?, withholding: [ClauseID]) {
        guard record.retraction == nil else { return (nil, nil, []) }
        guard let wired = try wireContent(of: record, in: feed, log: log, now: now) else { return (nil, nil, []) }
        let outcome = feed.projector.disclose(
            wired.content, recordID: record.statement.id, updatedAt: record.statement.updatedAt.timestamp,
            until: wired.end, now: now)
        let withholding = if case .withheld(let clauses) = outcome.projection.refusal { clauses } else { [ClauseID]() }
        let nextChange = [outcome.projection.nextChange, wired.end].compactMap(\.self).min()
        return (outcome.disclosure, nextChange, withholding)
    }

    /// A keyed digest of everything that the entry would say: it tells nothing to who reads the store without the key.
    private func projectionDigest(_ disclosure: Disclosure) -> Digest {
        var writer = CBORWriter()
        writer.array(count: 3)
        writer.raw(disclosure.content.encoded)
        writer.array(count: disclosure.clauses.count)
        for clause in disclosure.clauses { writer.text(clause.text) }
        writer.integer(disclosure.expires.milliseconds)
        return HMACSHA256.authenticate(writer.bytes, key: digestKey)
    }

    private func log(_ feed: AgreementBook.OwnFeed, in step: inout ProjectionStep) throws -> StoredLog {
        if let log = step.logs[feed.id] { return log }
        let log = try store.log(feed.id) ?? store.openLog(feed.id, epoch: .first, isOwn: true)
        step.logs[feed.id] = log
        return log
    }

    private func close(_ step: inout ProjectionStep, now: Timestamp) throws {
        for (feed, log) in step.logs.sorted(by: { $0.key < $1.key }) {
            var log = log
            let leaves = step.disclosed[feed] ?? []
            if leaves.isEmpty {
                try store.save(log)
            } else {
                try closeStep(&log, force: step.withdrew.contains(feed))
                try auditDisclosed(leaves, in: log, now: now)
            }
            if let withheld = step.withheld[feed] { try auditWithheld(withheld, in: log, now: now) }
        }
    }
}

extension StoredRecord {
    fileprivate var withdrawReason: WithdrawEntry.Reason {
        switch retraction {
        case .error, .importUndone: .error
        case .order: orderNumber == nil ? .error : .order
        case .notShared, nil: .notShared
        }
    }

    fileprivate var withdrawOrder: String? { withdrawReason == .order ? orderNumber : nil }
}
