import ComityAgreement
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// What a record says of others travels only while the whole audience can see them. Specs/node.md#references
extension Node {
    /// Content with its references as an audience knows them.
    struct WireContent {
        var content: Content
        /// When the first of the records named ceases to be visible by time alone.
        var end: Timestamp?
    }

    /// Rewrites what a record names: a link is nil while an end of it is not visible in the feed, a `same_as` is left
    /// out.
    func wireContent(
        of record: StoredRecord, in feed: AgreementBook.OwnFeed, log: StoredLog, now: Timestamp
    ) throws -> WireContent? {
        var wired = WireContent(content: record.statement.content)
        for field in wired.content.referenceFields {
            let claims = wired.content[field]
            var visible: [Claim] = []
            for claim in claims {
                guard let target = try target(of: claim.value, in: feed, log: log, now: now) else { continue }
                visible.append(Claim(target.reference.value, provenance: claim.provenance))
                if let end = target.end { wired.end = min(end, wired.end ?? end) }
            }
            if field != .sameAs, visible.count < max(1, claims.count) { return nil }
            if !claims.isEmpty { wired.content.set(field, to: visible) }
        }
        return wired
    }

    private struct Target {
        let reference: RecordReference
        let end: Timestamp?
    }

    private func target(
        of value: Value, in feed: AgreementBook.OwnFeed, log: StoredLog, now: Timestamp
    ) throws -> Target? {
        switch RecordReference(value) {
        case .local(let id):
            return try store.record(id).flatMap { try ownTarget($0.number, log: log, now: now) }
        case .wire(agency, log.feed.agreement, let handle):
            return try store.record(of: handle, in: log).flatMap { try ownTarget($0, log: log, now: now) }
        case .wire(let origin, log.feed.agreement, let handle):
            return try foreignTarget(origin, handle, in: feed, now: now)
        case .wire, nil: return nil
        }
    }

    private func ownTarget(_ number: Int64, log: StoredLog, now: Timestamp) throws -> Target? {
        guard let projection = try store.projection(of: number, in: log), projection.digest != nil,
            let handle = projection.handle, let view = try store.view(handle, of: log), try isShown(view, now: now)
        else { return nil }
        return Target(
            reference: .wire(agency: agency, agreement: log.feed.agreement, handle: handle), end: view.expires)
    }

    /// A partner's record, if everybody in the audience is shown it by that partner.
    private func foreignTarget(
        _ origin: AgencyID, _ handle: Handle, in feed: AgreementBook.OwnFeed, now: Timestamp
    ) throws -> Target? {
        let source = book.foreignFeeds.values.first { $0.id.origin == origin && $0.id.agreement == feed.id.agreement }
        guard let source, Set(feed.audience.members).isSubset(of: source.audience.members + [origin]),
            let log = try store.log(source.id), let view = try store.view(handle, of: log),
            try shownContent(of: view, in: log, now: now) != nil
        else { return nil }
        return Target(
            reference: .wire(agency: origin, agreement: feed.id.agreement, handle: handle), end: view.expires)
    }
}
