import ComityAgreement
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// Which records an audience is shown, for those that name them. Specs/node.md#references
extension Node {
    /// Content with its references as an audience knows them; nil for a link of which an end is not visible there.
    func wireContent(
        of record: StoredRecord, in feed: AgreementBook.OwnFeed, log: StoredLog, now: Timestamp
    ) throws -> Projector.NamingContent? {
        try feed.projector.naming(record.statement.content) { named in
            switch named {
            case .own(let id):
                return try store.record(id).flatMap { try ownName(of: $0.number, log: log, now: now) }
            case .disclosed(let handle):
                return try store.record(of: handle, in: log).flatMap { try ownName(of: $0, log: log, now: now) }
            case .partners(let origin, let audience, let handle):
                let source = FeedID(origin: origin, agreement: feed.id.agreement, audience: audience)
                return try foreignName(of: handle, in: source, now: now)
            }
        }
    }

    private func ownName(of number: Int64, log: StoredLog, now: Timestamp) throws -> Projector.VisibleName? {
        guard let projection = try store.projection(of: number, in: log), projection.digest != nil,
            let handle = projection.handle, let view = try store.view(handle, of: log), try isShown(view, now: now)
        else { return nil }
        return Projector.VisibleName(handle, until: view.expires)
    }

    private func foreignName(of handle: Handle, in feed: FeedID, now: Timestamp) throws -> Projector.VisibleName? {
        guard book.foreignFeeds[feed] != nil, let log = try store.log(feed),
            let view = try store.view(handle, of: log), try shownContent(of: view, in: log, now: now) != nil
        else { return nil }
        return Projector.VisibleName(handle, until: view.expires)
    }
}
