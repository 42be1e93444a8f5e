import ComityAgreement
import ComityAudit
import ComityCore
import ComityRecords
import ComityStore

/// `agreement.*`
extension Node {
    func answerAgreement(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "agreement.propose":
            let agreement = try Agreement(decoding: try arguments.bytes("agreement"))
            return .result(try take(SignedAgreement(agreement), by: actor, now: now))
        case "agreement.import":
            let signed = try SignedAgreement(decoding: try arguments.bytes("signed"))
            return .result(try take(signed, by: actor, now: now))
        case "agreement.list":
            let id = try arguments.optionalText("id").map { try AgreementID(parsing: $0) }
            return .rows(try store.agreements(id).map { try row($0, now: now) }, result: [:])
        case "agreement.show": return .result(try show(arguments, now: now))
        case "agreement.notice": return try giveNotice(arguments, by: actor, now: now)
        case "agreement.simulate": return try simulate(arguments, by: actor, now: now)
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }

    private func take(_ signed: SignedAgreement, by actor: Actor, now: Timestamp) throws -> CBORValue {
        // What this agency has not signed and not all have is a proposal: it may be answered by another.
        if let other = try agreements(signed.agreement.id).first(where: {
            $0.signed.agreement.conflicts(with: signed.agreement) && $0.signed.agreement.party(agency) != nil
                && ($0.signed.isComplete || $0.signed.signers.contains(agency))
        }) {
            throw NodeError(
                .refused,
                "version \(other.signed.agreement.version) of `\(signed.agreement.id)` is here with another text: "
                    + "raise the version"
            )
        }
        queueActions(try importAgreement(signed, by: actor, now: now))
        let stored = try agreements(signed.agreement.id).first {
            $0.signed.agreement.digest == signed.agreement.digest
        }
        guard let stored else { throw NodeError(.notFound, "the agreement was not kept", family: .invariant) }
        return try row(stored, now: now)
    }

    private func show(_ arguments: RequestArguments, now: Timestamp) throws -> CBORValue {
        let id = try AgreementID(parsing: try arguments.text("id"))
        let version = try arguments.optionalInteger("version")
        let stored = try store.agreements(id).last { version == nil || Int64($0.signed.agreement.version) == version }
        guard let stored else {
            let what = version.map { "no version \($0) of agreement" } ?? "no agreement"
            throw NodeError(.notFound, "\(what) `\(id)` is here")
        }
        guard case .map(let pairs) = try row(stored, now: now) else { return [:] }
        return .map(pairs + [CBORPair("document", .bytes(stored.signed.encoded))])
    }

    private func row(_ stored: Store.StoredAgreement, now: Timestamp) throws -> CBORValue {
        let agreement = stored.signed.agreement
        return .object([
            ("id", .text(agreement.id.text)), ("version", .count(agreement.version)),
            ("title", .text(agreement.title)), ("state", .text(state(of: stored, now: now))),
            ("effective", .time(agreement.effective)), ("until", .time(agreement.until)),
            ("parties", .texts(agreement.parties.map(\.agency.text))),
            ("signed", .texts(stored.signed.signers.map(\.text))),
            ("missing", .texts(stored.signed.missing.map(\.text))), ("digest", .text(agreement.digest.description)),
        ])
    }

    func state(of stored: Store.StoredAgreement, now: Timestamp) -> String {
        let agreement = stored.signed.agreement
        if !stored.signed.isComplete { return "proposed" }
        if agreement.until <= now { return "expired" }
        if book.inForce[agreement.id] == agreement { return "in-force" }
        if agreement.effective > now { return "signed" }
        switch book.standing(of: agreement.id) {
        case .resting(agreement): return "suspended"
        case .ended(agreement, .terminated): return "ended"
        default: return "superseded"
        }
    }

    // MARK: Simulation

    private func simulate(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let agreement = try simulatedAgreement(arguments)
        let at = try arguments.optionalInteger("at").map { Timestamp(milliseconds: $0) } ?? now
        let to = try arguments.optionalText("to")
        if let to, !agreement.parties.contains(where: { $0.agency.text == to }) {
            throw NodeError(.notFound, "`\(to)` is no party of agreement `\(agreement.id)`")
        }
        let audiences = agreement.audiences(from: agency)
            .filter { audience in to == nil || audience.members.contains { $0.text == to } }
        let projectors = audiences.map {
            Projector(agreement: agreement, audience: $0, tokenKey: identity.tokenKey(of: agreement.id))
        }
        let unserved = agreement.parties.map(\.agency).filter { party in
            party != agency && (to == nil || party.text == to) && !audiences.contains { $0.members.contains(party) }
        }
        let withoutClause = agreement.party(agency) == nil ? "this agency is no party" : "no clause shares with it"
        var totals: [ProjectionOutcome: Int] = [:]
        var remaining = try arguments.optionalInteger("limit") ?? .max
        var last: Int64 = 0
        let single = try simulatedContent(arguments)
        let reading = Reading(single == nil ? .export : .records, at: self, by: actor)
        return .job(
            PagedJob { [self] now in
                var rows: [ContentRow] = []
                // A content that the request brought with it is nothing that this node tells.
                var untold: [CBORValue] = []
                var records = single.map { [$0] } ?? []
                if single == nil {
                    try store.forEachRecord(after: last) { record in
                        guard record.retraction == nil else { return true }
                        records.append(SimulatedRecord(record))
                        last = record.number
                        remaining -= 1
                        return records.count < NodeLimits.rowsPerStep && remaining > 0
                    }
                }
                for record in records {
                    var told: [CBORValue] = []
                    for projector in projectors {
                        let explained = projector.explain(record.content, updatedAt: record.updatedAt, now: at)
                        totals[explained.projection.outcome, default: 0] += projector.audience.members.count
                        told.append(simulationRow(record.id, projector, explained))
                    }
                    if !unserved.isEmpty {
                        totals[.withheld, default: 0] += unserved.count
                        told.append(unservedRow(record.id, unserved, reason: withoutClause))
                    }
                    if let ref = record.ref { rows += told.map { ContentRow($0, of: ref) } } else { untold += told }
                }
                let isDone = single != nil || records.count < NodeLimits.rowsPerStep || remaining <= 0
                let result: CBORValue = [
                    "disclosed": .count(totals[.disclosed] ?? 0), "redacted": .count(totals[.redacted] ?? 0),
                    "withheld": .count(totals[.withheld] ?? 0),
                ]
                let opened = try reading.open(rows, now: now).opened
                if isDone, single == nil { try reading.end(now: now) }
                return ((opened + untold).map { .row($0) }, isDone ? .some(result) : .none)
            })
    }

    private func simulatedAgreement(_ arguments: RequestArguments) throws -> Agreement {
        if let bytes = try arguments.optionalBytes("agreement") { return try Agreement(decoding: bytes) }
        let id = try AgreementID(parsing: try arguments.text("id"))
        guard let stored = try agreements(id).last else {
            throw NodeError(.notFound, "no agreement `\(id)` is here")
        }
        return stored.signed.agreement
    }

    /// What is projected to see what would leave: an own record, or a content that the request brought.
    private struct SimulatedRecord {
        var ref: RecordRef?
        var id: String?
        let content: Content
        let updatedAt: Timestamp

        init(_ content: Content, updatedAt: Timestamp) {
            self.content = content
            self.updatedAt = updatedAt
        }

        init(_ record: StoredRecord) {
            self.init(record.statement.content, updatedAt: record.statement.updatedAt.timestamp)
            ref = RecordRef(log: RecordRef.ownLog, handle: record.number)
            id = record.statement.id.description
        }
    }

    private func simulatedContent(_ arguments: RequestArguments) throws -> SimulatedRecord? {
        if let bytes = try arguments.optionalBytes("content") {
            return SimulatedRecord(try Content(decoding: bytes), updatedAt: clock.last.timestamp)
        }
        return try arguments.optionalText("record").map { SimulatedRecord(try ownRecord($0)) }
    }

    private func unservedRow(_ id: String?, _ parties: [AgencyID], reason: String) -> CBORValue {
        .object([
            ("record", id.map { .text($0) }), ("to", .texts(parties.map(\.text))),
            ("outcome", .text(ProjectionOutcome.withheld.rawValue)), ("reason", .text(reason)),
            ("clauses", .array([])), ("fields", .array([])),
        ])
    }

    private func simulationRow(_ id: String?, _ projector: Projector, _ explained: Explanation) -> CBORValue {
        let values = explained.projection.content?.rows() ?? []
        return .object([
            ("record", id.map { .text($0) }), ("to", .texts(projector.audience.members.map(\.text))),
            ("outcome", .text(explained.projection.outcome.rawValue)), ("reason", .text(explained.reason)),
            ("clauses", .texts(explained.projection.clauses.map(\.text))),
            ("expires", explained.projection.expires.map { .time($0) }),
            (
                "fields",
                .array(
                    explained.fields.map { field in
                        let shown = values.filter { $0.path.field == field.field }.map(\.text).joined(separator: ", ")
                        return .object([
                            ("field", .text(field.field)), ("outcome", .text(field.outcome.rawValue)),
                            ("clauses", .texts(field.clauses.map(\.text))),
                            ("value", field.outcome == .withheld ? nil : .text(shown)),
                        ])
                    })
            ),
        ])
    }
}
