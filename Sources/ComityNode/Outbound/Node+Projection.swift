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
    /// The feeds that one step touches.
    struct ProjectionStep {
        var feeds: [FeedID: FeedStep] = [:]
    }

    /// One feed in a step. A reference: the hashes of its log are extended in place.
    final class FeedStep {
        var log: StoredLog
        var disclosed: [DisclosedLeaf] = []
        /// Something that was said is said no longer: a census follows at once, so that nobody is sent it any more.
        var tookBack = false
        /// Records of which nothing may be said, with the clauses that decide.
        var withheld: WithholdingList?

        init(_ log: StoredLog) { self.log = log }
    }

    /// One leaf of a step, as the audit trail commits to it.
    struct DisclosedLeaf {
        let leaf: LeafIndex
        let handle: Handle
        let clauses: [ClauseID]
    }

    /// Projects what waits, restrictions first, at most one step's worth, in the step of the caller.
    /// - Returns: whether anything was done.
    func project(now: Timestamp) throws -> Bool {
        _ = try store.markDue(now: now, limit: itemsPerStep)
        var step = ProjectionStep()
        let dirty = try store.takeDirty(limit: itemsPerStep)
        let feeds = book.ownFeeds.filter { !unaligned.contains($0.agreement.id) }
        if !dirty.isEmpty { try noteMissedProjections() }
        for number in dirty { try project(number, into: feeds, step: &step, now: now) }
        let filled = dirty.isEmpty ? try backfillStep(&step, now: now) : false
        try close(&step, now: now)
        return !dirty.isEmpty || filled
    }

    /// Whether a feed may be sealed: nothing that restricts is waiting.
    func mayBeSealed(_ log: StoredLog, now: Timestamp) throws -> Bool {
        if unaligned.contains(log.feed.agreement) { return false }
        if let backfill = log.backfill, Backfill(encoded: backfill).isRestricting { return false }
        // Projections whose time has come restrict too, also those that the last step had no room to mark.
        if let due = try store.nextProjectionChange(), due <= now { return false }
        return try !store.hasRestrictingDirt(in: log)
    }

    private func backfillStep(_ step: inout ProjectionStep, now: Timestamp) throws -> Bool {
        for feed in book.ownFeeds where !unaligned.contains(feed.agreement.id) {
            let part = try self.part(feed, of: &step)
            guard let encoded = part.log.backfill else { continue }
            let records: [Int64]
            switch Backfill(encoded: encoded) {
            case .disclosed(let after):
                records = try store.disclosedRecords(in: part.log, after: after, limit: itemsPerStep)
                part.log.backfill =
                    (records.last.map { .disclosed(after: $0) } ?? Backfill.undisclosed(after: 0)).encoded
            case .undisclosed(let after):
                records = try store.recordNumbers(after: after, limit: itemsPerStep)
                part.log.backfill = records.last.map { Backfill.undisclosed(after: $0).encoded }
            }
            for number in records { try project(number, into: [feed], step: &step, now: now) }
            return true
        }
        return false
    }

    private func project(
        _ number: Int64, into feeds: [AgreementBook.OwnFeed], step: inout ProjectionStep, now: Timestamp
    ) throws {
        guard let (record, isRead) = try statement(number, now: now) else { return }
        for feed in feeds { try project(record, isRead: isRead, into: feed, step: &step, now: now) }
    }

    /// A statement to project. One that cannot be read is not stated for now: its views are withdrawn, the operator is
    /// told, and other records are not kept waiting.
    private func statement(_ number: Int64, now: Timestamp) throws -> (record: StoredRecord, isRead: Bool)? {
        do {
            return try store.record(number: number).map { ($0, true) }
        } catch {
            noteFault(error, now: now)
            return try store.unreadableRecord(number: number).map { ($0, false) }
        }
    }

    private func project(
        _ record: StoredRecord, isRead: Bool, into feed: AgreementBook.OwnFeed, step: inout ProjectionStep,
        now: Timestamp
    ) throws {
        let part = try self.part(feed, of: &step)
        let before = try store.projection(of: record.number, in: part.log)
        let outcome =
            isRead ? decision(on: record, in: feed, log: part.log, now: now) : Decision(undecidedAt: now)
        let digest = outcome.digest
        if outcome.disclosure == nil, record.retraction == nil {
            part.withheld = part.withheld ?? WithholdingList()
            part.withheld?.append(record.statement.id, clauses: outcome.withholding.sorted())
        }
        var after = before ?? Store.StoredProjection(handle: nil, digest: nil, nextChange: nil)
        after.nextChange = outcome.nextChange
        after.digest = digest
        let isAnswer = before?.answer == .due && digest != nil
        after.answer = digest != before?.digest ? .none : isAnswer ? .given : after.answer
        if digest != before?.digest || isAnswer {
            let view =
                try before?.handle.flatMap { try store.view($0, of: part.log) }
                ?? newView(of: record, handle: before?.handle ?? freshHandle(in: part.log), now: now)
            after.handle = view.handle
            let hasMoved = try appendChange(
                outcome.disclosure, view: view, isKnown: before?.digest != nil && !isAnswer, record: record,
                part: part, now: now)
            if hasMoved {
                let name = RecordReference.wire(
                    agency: agency, agreement: part.log.feed.agreement, handle: view.handle)
                for reference in [.local(record.statement.id), name] {
                    try store.markDirty(naming: reference, restricting: digest == nil)
                }
            }
        }
        guard before != nil || after.digest != nil || after.nextChange != nil else { return }
        try store.save(after, of: record.number, in: part.log)
    }

    private func newView(of record: StoredRecord, handle: Handle, now: Timestamp) -> StoredView {
        StoredView(
            handle: handle, leaves: LiveLeaves(), state: .withdrawn,
            type: Int64(record.statement.content.type.value), expires: nil, received: now, record: record.number)
    }

    /// - Returns: whether the view appeared, went, or expires at another time than before: what names it follows.
    private func appendChange(
        _ disclosure: Disclosure?, view: StoredView, isKnown: Bool, record: StoredRecord, part: FeedStep,
        now: Timestamp
    ) throws -> Bool {
        var view = view
        let handle = view.handle
        let body: EntryBody
        if let disclosure {
            let previous = isKnown ? try store.content(of: view, in: part.log) : nil
            let takesBack = previous.map { self.takesBack(disclosure, after: $0, of: record) } ?? false
            if takesBack { part.tookBack = true }
            body = entryBody(
                disclosure, handle: handle, previous: takesBack ? nil : previous?.content, view: view, record: record)
        } else {
            body = .withdraw(
                WithdrawEntry(handle: handle, reason: record.withdrawReason, order: record.withdrawOrder))
        }
        let index = try append(body, to: &part.log, now: now)
        let dead = view.leaves.append(body.kind, at: index)
        try store.markDead(dead, of: part.log)
        try store.destroy(view.leaves.takeErasable(afterWithdrawal: disclosure == nil), of: part.log)
        if disclosure == nil { part.tookBack = true }
        let hasMoved = isKnown != (disclosure != nil) || view.expires != disclosure?.expires
        view.state = disclosure == nil ? .withdrawn : .visible
        view.expires = disclosure?.expires
        view.received = now
        try store.save(view, of: part.log)
        part.disclosed.append(DisclosedLeaf(leaf: index, handle: handle, clauses: disclosure?.clauses ?? []))
        return hasMoved
    }

    /// A patch on what a member may go on reading, while few rest on its base; else a state.
    private func entryBody(
        _ disclosure: Disclosure, handle: Handle, previous: Content?, view: StoredView, record: StoredRecord
    ) -> EntryBody {
        let statedAt = record.statement.updatedAt
        if let previous, view.leaves.patchCount < FeedLimits.patchesPerState, let base = view.leaves.base,
            let patch = PatchEntry(disclosure, since: previous, base: base, handle: handle, statedAt: statedAt)
        {
            return .patch(patch)
        }
        return .state(StateEntry(disclosure, handle: handle, statedAt: statedAt))
    }

    /// Whether something that was said may be read no longer by who has not read it yet: a field is gone, or says
    /// something else though the statement is the same or another version governs.
    private func takesBack(_ disclosure: Disclosure, after previous: ViewContent, of record: StoredRecord) -> Bool {
        let isEdited =
            record.statement.updatedAt != previous.statedAt && UInt64(disclosure.version) == previous.version
        return previous.content.fields.contains { field in
            let claims = disclosure.content[field.number]
            return claims.isEmpty || !isEdited && claims != field.claims
        }
    }

    /// What a feed says of a record from now on.
    private struct Decision {
        var disclosure: Disclosure?
        var digest: Digest?
        var nextChange: Timestamp?
        var withholding: [ClauseID] = []

        init(disclosure: Disclosure?, digest: Digest?, nextChange: Timestamp?, withholding: [ClauseID]) {
            self.disclosure = disclosure
            self.digest = digest
            self.nextChange = nextChange
            self.withholding = withholding
        }

        /// Nothing is said while it cannot be decided what may be. A fault can pass, so that is asked again.
        init(undecidedAt now: Timestamp) {
            nextChange = now.adding(milliseconds: NodeLimits.undecidedMilliseconds)
        }
    }

    /// Decides what a feed says of a record. What cannot be decided, or fits no entry, is withheld; the operator is
    /// told, and other records are not kept waiting. Nothing is written here, so that no half of it can remain.
    private func decision(
        on record: StoredRecord, in feed: AgreementBook.OwnFeed, log: StoredLog, now: Timestamp
    ) -> Decision {
        do {
            let outcome = try disclosure(of: record, in: feed, log: log, now: now)
            return Decision(
                disclosure: outcome.disclosure, digest: try outcome.disclosure.map(projectionDigest),
                nextChange: outcome.nextChange, withholding: outcome.withholding)
        } catch {
            noteFault(error, now: now)
            return Decision(undecidedAt: now)
        }
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
    /// - Throws: `limit-exceeded` for a content that fits no entry: tokens can be longer than what they stand for.
    private func projectionDigest(_ disclosure: Disclosure) throws -> Digest {
        var writer = CBORWriter(reservingBytes: Self.usualDigestedBytes)
        writer.array(count: 3)
        let start = writer.bytes.count
        disclosure.content.encode(into: &writer)
        let contentBytes = writer.bytes.count - start
        guard contentBytes <= Content.limitBytes else {
            throw FeedError(
                .limitExceeded, "a disclosure of \(contentBytes) bytes is over the limit of \(Content.limitBytes)",
                family: .local)
        }
        writer.array(count: disclosure.clauses.count)
        for clause in disclosure.clauses { writer.text(clause.text) }
        writer.integer(disclosure.expires.milliseconds)
        return localKeys.projection.authenticate(writer.bytes)
    }

    /// Most contents fit, so that the buffer does not grow while it is filled.
    private static let usualDigestedBytes = 768

    private func part(_ feed: AgreementBook.OwnFeed, of step: inout ProjectionStep) throws -> FeedStep {
        if let part = step.feeds[feed.id] { return part }
        let part = FeedStep(try store.log(feed.id) ?? store.openLog(feed.id, epoch: .first, isOwn: true))
        step.feeds[feed.id] = part
        return part
    }

    private func close(_ step: inout ProjectionStep, now: Timestamp) throws {
        for (_, part) in step.feeds.sorted(by: { $0.key < $1.key }) {
            if part.disclosed.isEmpty {
                try store.save(part.log)
            } else {
                try closeStep(&part.log, force: part.tookBack)
                try auditDisclosed(part.disclosed, in: part.log, now: now)
            }
            if let withheld = part.withheld { try auditWithheld(withheld, in: part.log, now: now) }
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
