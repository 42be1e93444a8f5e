import ComityAudit
import ComityCore
import ComityLinkage
import ComityRecords
import ComityStore

/// `match.*`
extension Node {
    func answerMatch(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "match.list": return try listMatches(arguments, now: now)
        case "match.show":
            let pair = try pair(arguments)
            let reading = Reading(.records, at: self, by: actor)
            let rows = try [pair.left, pair.right].compactMap { try opened($0, by: reading, now: now) }
            return .rows(rows, result: try row(pair))
        case "match.why": return try whyMatch(arguments, by: actor, now: now)
        case "match.confirm": return .result(try decide(arguments, .confirmed, .matchConfirmed, by: actor, now: now))
        case "match.reject": return .result(try decide(arguments, .rejected, .matchRejected, by: actor, now: now))
        case "match.undo": return .result(try decide(arguments, .proposed, .matchUndone, by: actor, now: now))
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }

    private func listMatches(_ arguments: RequestArguments, now: Timestamp) throws -> ControlAnswer {
        let decision = try arguments.optionalText("decision").map(decision)
        let ref = try arguments.optionalText("record").map(recordRef)
        let limit = Int(try arguments.optionalInteger("limit") ?? 100)
        let pairs = try store.pairs(decision: decision, of: ref, limit: limit < .max ? limit + 1 : limit)
        let isCut = pairs.count > limit
        var rest = pairs.prefix(limit)
        let found = rest.count
        return .job(
            PagedJob { [self] _ in
                let page = rest.prefix(NodeLimits.rowsPerStep)
                rest = rest.dropFirst(NodeLimits.rowsPerStep)
                let rows = try page.map { ControlReply.row(try row($0)) }
                return (rows, rest.isEmpty ? ["found": .count(found), "cut": .boolean(isCut)] : nil)
            })
    }

    private func decision(_ word: String) throws -> StoredPair.Decision {
        switch word {
        case "proposed": return .proposed
        case "confirmed": return .confirmed
        case "rejected": return .rejected
        default: throw NodeError(.invalid, "`\(word)` is no decision: use proposed, confirmed or rejected")
        }
    }

    private func pair(_ arguments: RequestArguments) throws -> StoredPair {
        let text = try arguments.text("id").lowercased()
        guard text.count >= NodeLimits.idPrefixDigits, text.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            throw NodeError(.notFound, "`\(text.prefix(80))` is no match id")
        }
        let pairs = try store.pairs(idPrefix: text)
        guard let pair = pairs.first else { throw NodeError(.notFound, "no match `\(text)` is here") }
        guard pairs.count == 1 else { throw NodeError(.ambiguous, "`\(text)` begins several match ids") }
        return pair
    }

    private func row(_ pair: StoredPair) throws -> CBORValue {
        .object([
            ("id", .text(Hex.encode(pair.id))), ("left", try side(pair.left)), ("right", try side(pair.right)),
            ("weight", .integer(MatchTrace.milli(pair.weight))),
            ("probability", .integer(Int64((pair.probability * 1_000_000).rounded()))),
            ("decision", .text(word(pair.decision))), ("decided_by", pair.decidedBy.map { .text($0) }),
            ("decided_at", pair.decidedAt.map { .time($0) }), ("note", pair.note.map { .text($0) }),
        ])
    }

    private func side(_ ref: RecordRef) throws -> CBORValue {
        let name = try name(of: ref)
        return ["agency": .text(name.agency.text), "record": .text(name.record)]
    }

    private func word(_ decision: StoredPair.Decision) -> String {
        switch decision {
        case .proposed: "proposed"
        case .confirmed: "confirmed"
        case .rejected: "rejected"
        }
    }

    private func whyMatch(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let pair = try pair(arguments)
        let trace = try MatchTrace(decoding: pair.trace)
        let reading = Reading(.records, at: self, by: actor)
        let left = try values(try opened(pair.left, by: reading, now: now))
        let right = try values(try opened(pair.right, by: reading, now: now))
        let rows = trace.parts.map { part in
            CBORValue.object([
                ("field", .text(part.field)), ("left", .text(left[part.field] ?? "")),
                ("right", .text(right[part.field] ?? "")), ("level", .text(part.level)),
                ("weight", .integer(part.weightMilli)),
            ])
        }
        guard case .map(let pairs) = try row(pair) else { return .rows(rows, result: [:]) }
        return .rows(
            rows, result: .map(pairs + [CBORPair("prior", .integer(trace.priorMilli)), CBORPair("rule", "live")]))
    }

    /// One side of a match, if it may be read now.
    private func opened(_ ref: RecordRef, by reading: Reading, now: Timestamp) throws -> CBORValue? {
        guard let row = try row(ref, now: now) else { return nil }
        return try reading.open([row], now: now).opened.first
    }

    /// What linkage saw of a record, for the person who reviews; only what may be read now.
    private func values(_ row: CBORValue?) throws -> [String: String] {
        guard let bytes = row?["content"]?.bytesValue,
            let values = PersonProjection.values(try Content(decoding: bytes))
        else { return [:] }
        let pairs = zip(PersonProjection.fields, values).map { ($0.name, $1.joined(separator: ", ")) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private func decide(
        _ arguments: RequestArguments, _ decision: StoredPair.Decision, _ kind: AuditEventKind, by actor: Actor,
        now: Timestamp
    ) throws -> CBORValue {
        var pair = try pair(arguments)
        pair.decision = decision
        pair.decidedBy = decision == .proposed ? nil : actor.user
        pair.decidedAt = decision == .proposed ? nil : now
        pair.note = try arguments.optionalText("note")
        try store.step {
            try store.decide(pair)
            try audit(
                kind, now: now, .match(pair.id), .user(AuditText(clamping: actor.user)),
                actor.purpose.map { .purpose(AuditText(clamping: $0)) },
                actor.caseNumber.map { .caseNumber(AuditText(clamping: $0)) })
        }
        return try row(pair)
    }
}
