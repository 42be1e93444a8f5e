package import ComityCore
package import ComityRecords

/// What became of one record for one audience, field by field, in words. Specs/agreement.md#projection
package struct Explanation: Hashable, Sendable {
    package let projection: Projection
    /// The fields that the record has, in the order of their numbers; empty if the record as a whole was held.
    package let fields: [FieldExplanation]

    /// The answer in one line.
    package var reason: String {
        if let refusal = projection.refusal { return refusal.reason }
        let permits = "permitted by " + list(projection.clauses)
        return projection.redactions.isEmpty ? permits : "\(permits), redacted by \(list(projection.redactions))"
    }
}

/// What became of one field.
package struct FieldExplanation: Hashable, Sendable {
    package let field: String
    package let outcome: ProjectionOutcome
    /// The clauses that decide, ascending: those that withhold or cannot be decided, else those that redact, else those
    /// that permit.
    package let clauses: [ClauseID]
    package let reason: String
}

extension Projector {
    /// Projects `content` and says of each of its fields what became of it and which clauses decide.
    ///
    /// Slower than ``project(_:updatedAt:now:)``: for people, not for feeds. Complexity: O(slots × clauses).
    package func explain(_ content: Content, updatedAt: Timestamp, now: Timestamp) -> Explanation {
        let projection = project(content, updatedAt: updatedAt, now: now)
        switch projection.refusal {
        case .notInForce, .held: return Explanation(projection: projection, fields: [])
        case nil, .withheld, .notPermitted: break
        }
        guard let plan = book.plan(for: content.type) else { return Explanation(projection: projection, fields: []) }
        let sieve = Sieve(plan, content: content.live(at: now), updatedAt: updatedAt, now: now)
        let left = projection.content
        let fields = sieve.content.fields.map { field in
            sieve.explanation(of: field, left: left?[field.number] ?? [], at: now)
        }
        return Explanation(projection: projection, fields: fields)
    }
}

extension Sieve {
    /// - Parameter left: what is left of the field.
    fileprivate func explanation(of field: Field, left: [Claim], at now: Timestamp) -> FieldExplanation {
        guard let fieldPlan = plan.fields.first(where: { $0.number == field.number }) else {
            return FieldExplanation(
                field: "\(field.number)", outcome: .withheld, clauses: [],
                reason: "the field is unknown to this version of the schema")
        }
        let speaking = speakers(of: field, fieldPlan)
        let outcome: ProjectionOutcome =
            left.isEmpty ? .withheld : left.map(\.value) == field.claims.map(\.value) ? .disclosed : .redacted
        func answer(_ indices: [Int], _ reason: String) -> FieldExplanation {
            let clauses = indices.map { plan.rules[$0].clause }.sorted()
            return FieldExplanation(field: fieldPlan.name, outcome: outcome, clauses: clauses, reason: reason)
        }
        let withholding = speaking.filter { withholds($0) }
        let permits = speaking.filter { standings[$0] == .applies && plan.rules[$0].effect == .permit }
        let redactions = speaking.filter { standings[$0] == .applies && plan.rules[$0].effect == .redact }
        switch outcome {
        case .disclosed:
            return permits.isEmpty
                ? answer([], "the marking travels with the record") : answer(permits, "permitted by \(names(permits))")
        case .redacted where !redactions.isEmpty:
            return answer(redactions, "permitted by \(names(permits)), redacted by \(names(redactions))")
        case .redacted: return answer(permits, "permitted in part by \(names(permits))")
        case .withheld: break
        }
        if let first = withholding.first { return answer(withholding, withheldReason(withholding, first, at: now)) }
        if permits.isEmpty { return answer([], "no clause permits it") }
        if !redactions.isEmpty { return answer(redactions, "\(names(redactions)) leaves nothing of it") }
        return answer(permits, "nothing of it may leave in the form that \(names(permits)) permits")
    }

    private func withheldReason(_ indices: [Int], _ first: Int, at now: Timestamp) -> String {
        guard standings[first] == .errs else { return "withheld by \(names(indices))" }
        let causes = plan.rules[first].condition?.causes(over: content, plan, at: now) ?? []
        let why = causes.isEmpty ? "" : ": " + causes.joined(separator: ", ")
        return "clause `\(plan.rules[first].clause)` cannot be decided\(why)"
    }

    private func names(_ indices: [Int]) -> String { list(indices.map { plan.rules[$0].clause }.sorted()) }

    /// The rules that speak of a part that the field has, in the order of the agreement.
    private func speakers(of field: Field, _ fieldPlan: FieldPlan) -> [Int] {
        var slots: Set<Int> = []
        for claim in field.claims {
            guard case .composite(let components) = claim.value, fieldPlan.isComposite else {
                slots.formUnion(fieldPlan.slotRange)
                continue
            }
            for component in components {
                guard let offset = fieldPlan.slots.firstIndex(where: { $0.number == component.number }) else {
                    continue
                }
                slots.insert(fieldPlan.firstSlot + offset)
            }
        }
        return plan.rules.indices.filter { index in
            slots.contains { plan.forms[index * plan.slotCount + $0] != .none }
        }
    }
}

extension Test {
    /// Why the test errs over `content`: the tests within it that err, each in words.
    fileprivate func causes(over content: Content, _ plan: TypePlan, at now: Timestamp) -> [String] {
        switch self {
        case .all(let terms), .any(let terms): return terms.flatMap { $0.causes(over: content, plan, at: now) }
        case .not(let inner): return inner.causes(over: content, plan, at: now)
        case .value(let probe, _):
            guard outcome(over: content, at: now, .whole) == .errs else { return [] }
            let values = content[probe.number].compactMap { probe.value(of: $0) }
            let name = plan.path(of: probe)
            return [values.isEmpty ? "`\(name)` is absent" : "`\(name)` is not clear"]
        case .presence, .present, .constant: return []
        }
    }
}

extension TypePlan {
    fileprivate func path(of probe: Probe) -> String {
        guard let field = fields.first(where: { $0.number == probe.number }) else { return "\(probe.number)" }
        guard let part = field.slots.first(where: { $0.number == probe.part }), probe.part != nil else {
            return field.name
        }
        return "\(field.name).\(part.name)"
    }
}

/// Clauses in a sentence.
private func list(_ clauses: [ClauseID]) -> String { clauses.map { "`\($0)`" }.joined(separator: ", ") }
