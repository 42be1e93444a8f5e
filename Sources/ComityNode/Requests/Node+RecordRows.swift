import ComityAgreement
package import ComityCore
import ComityFeed
import ComityRecords
package import ComityStore

/// Rows of records, own and partners'. Specs/control.md#record-rows
extension Node {
    func row(_ record: StoredRecord) -> ContentRow {
        let statement = record.statement
        let row = CBORValue.object([
            ("id", .text(statement.id.description)), ("type", .text(statement.content.type.description)),
            ("agency", .text(agency.text)), ("own", true), ("created", .time(statement.createdAt.timestamp)),
            ("updated", .time(statement.updatedAt.timestamp)),
            ("state", .text(record.retraction == nil ? "active" : "retracted")), ("clauses", []),
            ("content", .bytes(statement.content.encoded)),
        ])
        return ContentRow(row, of: RecordRef(log: RecordRef.ownLog, handle: record.number))
    }

    /// A partner's view as it may be read now, or nil if it may not.
    func row(_ view: StoredView, of log: StoredLog, now: Timestamp) throws -> ContentRow? {
        guard let shown = try shownContent(of: view, in: log, now: now), let feed = book.foreignFeeds[log.feed] else {
            return nil
        }
        // An entry dated ahead is shown at its time of receipt.
        let stated = min(shown.statedAt.timestamp, view.received)
        let row = CBORValue.object([
            ("id", .text(Self.name(of: view.handle, in: log))), ("type", .text(shown.content.type.description)),
            ("agency", .text(log.feed.origin.text)), ("own", false), ("agreement", .text(log.feed.agreement.text)),
            ("position", .text(LogPosition(epoch: log.epoch, leaf: shown.leaf).description)),
            ("updated", .time(stated)),
            ("received", .time(view.received)), ("expires", shown.expires.map { .time($0) }), ("state", "active"),
            ("clauses", .texts(shown.clauses.map(\.text))), ("content", .bytes(shown.content.encoded)),
        ])
        return ContentRow(
            row, of: RecordRef(log: log.number, handle: Int64(view.handle.value)),
            for: feed.agreement.purposes(of: shown.clauses))
    }

    /// The content of a view as the newest version in force lets it be read: what was disclosed under an older version
    /// and is no longer shared is masked until its origin has said so.
    package func shownContent(of view: StoredView, in log: StoredLog, now: Timestamp) throws -> ViewContent? {
        guard try isShown(view, now: now), let feed = book.foreignFeeds[log.feed],
            let content = try store.content(of: view, in: log)
        else { return nil }
        guard content.version != UInt64(feed.agreement.version) else { return content }
        let masking = maskings[log.feed] ?? Admission(agreement: feed.agreement, audience: feed.audience)
        maskings[log.feed] = masking
        let verdict = masking.admit(content.content, clauses: content.clauses, expires: content.expires, now: now)
        return verdict == .admitted ? content : nil
    }

    /// The row of a record of either kind, if it may be read now.
    func row(_ ref: RecordRef, now: Timestamp) throws -> ContentRow? {
        if ref.log == RecordRef.ownLog { return try store.record(number: ref.handle).map { row($0) } }
        guard let log = try store.log(number: ref.log),
            let view = try store.view(try Handle(UInt64(ref.handle)), of: log)
        else { return nil }
        return try row(view, of: log, now: now)
    }
}
