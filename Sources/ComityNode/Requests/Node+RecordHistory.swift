import ComityAudit
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// `record.history`: what happened to a record, and who received it.
extension Node {
    func history(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let text = try arguments.text("id")
        let ref = try recordRef(text)
        try auditTrailRead(of: ref, by: actor, now: now)
        guard ref.log == RecordRef.ownLog, let record = try store.record(number: ref.handle) else {
            let (log, view) = try viewNamed(text)
            let rows = try view.leaves.leaves.map { try receivedRow(of: $0, in: log, at: view.received) }
            return .rows(rows, result: [:])
        }
        return .job(try HistoryJob(of: record, at: self))
    }

    private func receivedRow(of leaf: LeafIndex, in log: StoredLog, at time: Timestamp) throws -> CBORValue {
        var clauses: [ClauseID] = []
        var word = "received"
        if let stored = try store.entry(leaf, of: log) {
            switch try EntryBody(decoding: stored.encodedBody) {
            case .state(let entry): clauses = entry.clauses
            case .patch(let entry): clauses = entry.clauses
            case .withdraw: word = "withdrawn"
            case .purge, .agreement, .census: break
            }
        }
        return HistoryJob.row(
            at: time, word, agency: log.feed.origin, agreement: log.feed.agreement,
            position: LogPosition(epoch: log.epoch, leaf: leaf), clauses: clauses)
    }
}

/// Reads an own record's history out of the audit trail, which nothing that came later can have changed: its own
/// events, and those whose lists say that it was disclosed or sent. Complexity: O(events of the trail), in steps.
private final class HistoryJob: ControlJob {
    private let node: Node
    private let record: RecordID
    private let names: DisclosedNames
    private var next = LeafIndex(0)
    private var rows: [CBORValue] = []
    private var isRetracted = false

    init(of record: StoredRecord, at node: Node) throws {
        self.node = node
        self.record = record.statement.id
        names = try DisclosedNames(of: record, at: node)
    }

    func step(now: Timestamp) -> ControlStep {
        do {
            var events: [(LeafIndex, AuditEvent)] = []
            try node.store.forEachAuditEvent(from: next) { index, encoded, _ in
                events.append((index, try AuditEvent(decoding: encoded)))
                return events.count < NodeLimits.itemsPerStep
            }
            for (index, event) in events {
                next = LeafIndex(index.value + 1)
                try read(event, at: index)
            }
            guard events.count < NodeLimits.itemsPerStep else { return ControlStep(next: .again) }
            return ControlStep(rows.map { .row($0) }, next: .result([:]))
        } catch {
            return ControlStep(next: .failure(ControlFailure(caught: error)))
        }
    }

    func cancel() {}

    private func read(_ event: AuditEvent, at index: LeafIndex) throws {
        switch event.kind {
        case .recordAdded, .recordEdited, .recordRetracted: if event.record == record { readOwn(event) }
        case .disclosed, .batchSent: try readLeaves(of: event, at: index)
        default: break
        }
    }

    private func readOwn(_ event: AuditEvent) {
        var word = "added"
        var detail: String?
        switch event.kind {
        case .recordEdited: word = isRetracted ? "restored" : "edited"
        case .recordRetracted:
            word = "retracted"
            if case .reason(let reason)? = event[.reason] { detail = reason.text }
        default: break
        }
        isRetracted = event.kind == .recordRetracted
        var user: String?
        if case .user(let text)? = event[.user] { user = text.text }
        rows.append(Self.row(at: event.time, word, user: user, detail: detail))
    }

    /// Adds a row for each leaf of the event's list that is about the record.
    private func readLeaves(of event: AuditEvent, at index: LeafIndex) throws {
        for item in try names.items(of: event, at: index, in: node) {
            let isWithdrawal = item.clauses.isEmpty
            let word =
                event.kind == .disclosed
                ? (isWithdrawal ? "withdrawn" : "disclosed") : (isWithdrawal ? "withdrawal-sent" : "sent")
            rows.append(
                Self.row(
                    at: event.time, word, agency: event.agency, agreement: event.agreement,
                    position: event.epoch.map { LogPosition(epoch: $0, leaf: item.leaf) }, clauses: item.clauses))
        }
    }

    static func row(
        at time: Timestamp, _ event: String, agency: AgencyID? = nil, agreement: AgreementID? = nil,
        position: LogPosition? = nil, clauses: [ClauseID] = [], user: String? = nil, detail: String? = nil
    ) -> CBORValue {
        .object([
            ("at", .time(time)), ("event", .text(event)), ("agency", agency.map { .text($0.text) }),
            ("agreement", agreement.map { .text($0.text) }), ("position", position.map { .text($0.description) }),
            ("clauses", .texts(clauses.map(\.text))), ("user", user.map { .text($0) }),
            ("detail", detail.map { .text($0) }),
        ])
    }
}
