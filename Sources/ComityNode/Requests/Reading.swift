import ComityAgreement
import ComityAudit
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// What a record says, on its way to a person: closed until an audit event that tells of it is committed.
///
/// Only a ``Reading`` opens it, so that no request can answer contents without a trace. Specs/audit.md#reading
struct ContentRow {
    let subject: RecordRef
    /// For which purposes it may be read.
    let purposes: ReadingPurposes
    fileprivate let row: CBORValue

    init(_ row: CBORValue, of subject: RecordRef, for purposes: ReadingPurposes = .any) {
        self.row = row
        self.subject = subject
        self.purposes = purposes
    }

    /// The same row with further entries.
    func adding(_ pairs: [(String, CBORValue?)]) -> ContentRow {
        ContentRow(row.adding(pairs), of: subject, for: purposes)
    }
}

/// One person's reading of contents: the one door through which they leave the node. Specs/audit.md#reading
///
/// Rows come out only after the events that tell of them are committed, whether or not the person waits for the rest.
final class Reading {
    enum Kind {
        /// Single records, each with an event of its own.
        case records
        /// A search for a text, with one event a page.
        case search(String)
        /// Many records, with one event a page.
        case export
    }

    private let node: Node
    private let kind: Kind
    private let actor: Node.Actor
    /// The first event, which those of further pages name.
    private var first: LeafIndex?
    /// How many rows may not be read for the purpose that was named.
    private(set) var leftOutCount = 0

    init(_ kind: Kind, at node: Node, by actor: Node.Actor) {
        self.node = node
        self.kind = kind
        self.actor = actor
    }

    /// Commits the events that tell of `rows`, then opens them; those that may not be read for the actor's purpose are
    /// left out.
    /// - Parameter limit: how many to open at most. One more than that tells that there is more.
    /// - Throws: `purpose-required` if one of them demands a purpose and the actor named none.
    func open(
        _ rows: [ContentRow], limit: Int = .max, now: Timestamp
    ) throws -> (opened: [CBORValue], isCut: Bool) {
        let allowed = rows.filter { $0.purposes.allow(actor.purpose) }
        if actor.purpose == nil, let denied = rows.first(where: { !$0.purposes.allow(nil) }) {
            throw try node.purposeRequired(for: denied)
        }
        leftOutCount += rows.count - allowed.count
        let wanted = allowed.prefix(max(0, limit))
        if !wanted.isEmpty { try node.store.step { try record(wanted, now: now) } }
        return (wanted.map(\.row), wanted.count < allowed.count)
    }

    /// A search or export that opened nothing leaves its trace too.
    func end(now: Timestamp) throws {
        guard first == nil else { return }
        try node.store.step { try record([], now: now) }
    }

    private func record(_ rows: ArraySlice<ContentRow>, now: Timestamp) throws {
        switch kind {
        case .records:
            for subject in Set(rows.map(\.subject)).sorted() {
                try node.audit(.recordShown, now: now, by: actor, fields: try node.auditFields(of: subject))
            }
        case .search(let text):
            let salt = try node.saltOfNextEvent()
            try recordPage(
                .queried, rows.count, [.commitment(Commitment.make(.query, Array(text.utf8), salt: salt))], now: now)
        case .export: try recordPage(.recordsExported, rows.count, [], now: now)
        }
    }

    private func recordPage(
        _ kind: AuditEventKind, _ count: Int, _ fields: [AuditField], now: Timestamp
    ) throws {
        let index = try node.audit(
            kind, now: now, by: actor, fields: fields + [.count(UInt64(count))] + (first.map { [.event($0)] } ?? []))
        first = first ?? index
    }
}

extension Node {
    /// An event of what a person did or read, with who it was and why.
    @discardableResult
    func audit(
        _ kind: AuditEventKind, now: Timestamp, by actor: Actor, fields: [AuditField]
    ) throws -> LeafIndex {
        try store.append(try AuditEvent(kind, at: now, fields: fields + actor.auditFields))
    }

    /// Records that the trail, or what it tells of a record, was read: `begin..<end`, or on and on.
    func auditTrailRead(
        begin: UInt64? = nil, end: UInt64? = nil, of subject: RecordRef? = nil, by actor: Actor, now: Timestamp
    ) throws {
        try store.step {
            let range = [begin.map { AuditField.begin($0) }, end.map { AuditField.end($0) }].compactMap(\.self)
            try audit(
                .trailRead, now: now, by: actor, fields: range + (try subject.map { try auditFields(of: $0) } ?? []))
        }
    }

    /// How events name a record of either kind.
    func auditFields(of ref: RecordRef) throws -> [AuditField] {
        if ref.log == RecordRef.ownLog {
            return try store.record(number: ref.handle).map { [.record($0.statement.id)] } ?? []
        }
        guard let log = try store.log(number: ref.log) else { return [] }
        return [
            .agency(log.feed.origin), .agreement(log.feed.agreement), .handle(try Handle(UInt64(ref.handle))),
        ]
    }

    /// Refuses at once what would read partners' records without the purpose that one of them demands, before a part of
    /// the answer has left.
    func checkPurpose(of actor: Actor) throws {
        guard actor.purpose == nil else { return }
        for feed in book.foreignFeeds.values.sorted(by: { $0.id < $1.id }) {
            let demanded = feed.agreement.demandedPurposes(from: feed.id.origin, to: agency)
            if !demanded.isEmpty {
                throw Self.purposeRequired(feed.id.origin, feed.agreement.id, demanded)
            }
        }
    }

    /// The refusal of a record that is not read for the purpose that was named, or for none.
    func purposeRequired(for row: ContentRow) throws -> any Error {
        guard case .only(let allowed) = row.purposes, let log = try store.log(number: row.subject.log) else {
            return NodeError(.purposeRequired, "the record is read only for a purpose")
        }
        return Self.purposeRequired(log.feed.origin, log.feed.agreement, allowed.sorted())
    }

    private static func purposeRequired(
        _ origin: AgencyID, _ agreement: AgreementID, _ words: [String]
    ) -> ControlFailure {
        ControlFailure(
            NodeErrorCode.purposeRequired.rawValue,
            "records of `\(origin)` under `\(agreement)` are read only for a purpose: "
                + words.joined(separator: ", "),
            hints: words.first.map { ["say why you ask: `--purpose \($0)`"] } ?? [], exit: .no)
    }
}

extension Node.Actor {
    /// Who, why and for which case, as events say it.
    var auditFields: [AuditField] {
        [
            .user(AuditText(clamping: user)), purpose.map { .purpose(AuditText(clamping: $0)) },
            caseNumber.map { .caseNumber(AuditText(clamping: $0)) },
        ].compactMap(\.self)
    }
}
