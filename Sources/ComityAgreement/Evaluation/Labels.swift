import ComityCore
import ComityRecords

/// The rules that a record's own labels make, before any clause. Specs/agreement.md#labels
struct Labels: Sendable {
    let agreement: AgreementID
    let members: [AgencyID]

    /// Why `content` is held at `now`, or nil; from what was shown only what is certain. Complexity: O(fields).
    func hold(of content: Content, _ plan: TypePlan, at now: Timestamp, _ sight: Sight) -> Hold? {
        var index = content.fields.count
        while index > 0, content.fields[index - 1].number >= Schema.firstEnvelopeNumber { index -= 1 }
        var position = plan.firstEnvelopeField
        while index < content.fields.count {
            let field = content.fields[index]
            while position < plan.fields.count, plan.fields[position].number < field.number { position += 1 }
            guard position < plan.fields.count, plan.fields[position].number == field.number else {
                return .unknownMarking("\(field.number)")
            }
            if let hold = hold(of: field, plan.fields[position], plan, at: now, sight) { return hold }
            index += 1
        }
        return nil
    }

    private func hold(
        of field: Field, _ plan: FieldPlan, _ type: TypePlan, at now: Timestamp, _ sight: Sight
    ) -> Hold? {
        switch plan.label {
        case .none: return nil
        case .flag:
            return field.claims.contains { $0.value.boolean == nil } ? .unknownMarking(plan.name) : nil
        case .word:
            let words = plan.slots[0].words
            return field.claims.contains { code(of: $0.value, in: words) == nil } ? .unknownMarking(plan.name) : nil
        case .state:
            let words = plan.slots[0].words
            guard !field.claims.contains(where: { code(of: $0.value, in: words) == nil }) else {
                return .unknownMarking(plan.name)
            }
            return field.claims.allSatisfy { $0.value.text == "active" } ? nil : .notActive
        case .retention:
            for claim in field.claims {
                guard let span = Span(claim.value) else {
                    if sight == .shown { continue }
                    return .unknownMarking(plan.name)
                }
                // A recipient may see the year alone: only its end is certain.
                if (sight == .whole ? span.first : span.last) <= now.milliseconds { return .retentionReached }
            }
            return nil
        case .release:
            if sight == .shown, type.isOpaque(plan.firstSlot) { return nil }
            return isReleasable(field.claims) ? nil : .notReleasable
        }
    }

    /// The agreement is named, or every recipient is.
    private func isReleasable(_ claims: [Claim]) -> Bool {
        let names = claims.compactMap(\.value.text)
        return names.contains(agreement.text) || members.allSatisfy { names.contains($0.text) }
    }
}

/// Which rule of ``Labels`` a field of the envelope is under.
enum Label: Sendable {
    case none
    case flag
    case word
    case state
    case retention
    case release
}
