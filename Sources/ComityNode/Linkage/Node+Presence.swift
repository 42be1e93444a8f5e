import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComityStore

/// A record that may be read here now. Specs/matching.md#presence
struct Presence {
    let content: Content
    /// Who states it.
    let agency: AgencyID
    /// Whether a victim-service provider states it, or reads it here.
    let isOfProvider: Bool

    /// Whether it is marked as a victim's.
    var isVictim: Bool { !PersonProjection.mayBeLinked(content) }
}

extension Node {
    /// Nil if the record is gone, hidden, or cannot be read: the operator is told, and others are not kept waiting.
    func presence(of ref: RecordRef, now: Timestamp) -> Presence? {
        do {
            return try readPresence(of: ref, now: now)
        } catch {
            noteFault(error, now: now)
            return nil
        }
    }

    private var isProvider: Bool { identity.card.card.agencyClass == PartyClass.victimService.rawValue }

    private func readPresence(of ref: RecordRef, now: Timestamp) throws -> Presence? {
        if ref.isOwn {
            guard let record = try store.record(number: ref.handle), record.retraction == nil else { return nil }
            return Presence(content: record.statement.content, agency: agency, isOfProvider: isProvider)
        }
        guard let log = try store.log(number: ref.log), let feed = book.foreignFeeds[log.feed],
            let view = try store.view(try Handle(UInt64(ref.handle)), of: log),
            let content = try shownContent(of: view, in: log, now: now)
        else { return nil }
        return Presence(
            content: content.content, agency: log.feed.origin,
            isOfProvider: isProvider || feed.agreement.party(log.feed.origin)?.partyClass == .victimService)
    }

    /// Whether a view is to be seen now: visible, not expired, under an agreement in force.
    func isShown(_ view: StoredView, now: Timestamp) throws -> Bool {
        view.state == .visible && view.expires.map { $0 > now } ?? true
    }

    // MARK: Names

    /// How claims and digests name a record; nil for a log or record that is not here.
    func reference(to ref: RecordRef) throws -> RecordReference? {
        if ref.isOwn { return try store.recordID(number: ref.handle).map { .local($0) } }
        return try store.log(number: ref.log).map {
            .wire(
                agency: $0.feed.origin, agreement: $0.feed.agreement, handle: try Handle(UInt64(ref.handle)))
        }
    }

    /// The record of a name, if there is one that could be present.
    func ref(of name: RecordReference) throws -> RecordRef? {
        switch name {
        case .local(let id):
            return try store.record(id).map { RecordRef(log: RecordRef.ownLog, handle: $0.number) }
        case .wire(let origin, let agreement, let handle):
            let feed = book.foreignFeeds.keys.first { $0.origin == origin && $0.agreement == agreement }
            return try feed.flatMap { try store.log($0) }
                .map { RecordRef(log: $0.number, handle: Int64(handle.value)) }
        }
    }

    /// The one name of a record: what partners call a record of ours is that record.
    func canonical(_ name: RecordReference) throws -> RecordReference {
        guard case .wire(agency, let agreement, let handle) = name else { return name }
        for log in try store.logs().reversed() where log.isOwn && log.feed.agreement == agreement {
            if let number = try store.record(of: handle, in: log), let record = try store.record(number: number) {
                return .local(record.statement.id)
            }
        }
        return name
    }

    /// The key of a record, and the id of a cluster of which it is the oldest member. Specs/matching.md#ids
    func clusterKey(_ name: RecordReference) -> [UInt8] { matchDigest(name.nameBytes) }

    /// The same whenever the pair is proposed again, and telling nothing without this node's key.
    func matchID(_ names: NamePair) -> [UInt8] { matchDigest(names.one.nameBytes + [0] + names.other.nameBytes) }

    private func matchDigest(_ bytes: [UInt8]) -> [UInt8] {
        Array(localKeys.match.authenticate(bytes).bytes.prefix(StoredPair.idBytes))
    }
}
