import ComityCore
import ComityRecords

/// One entry before the recipient's rules, at one instant. Specs/agreement.md#admission
struct Inspection {
    private let book: RuleBook
    private let labels: Labels
    private let plan: TypePlan
    private let content: Content
    private let clauses: [ClauseID]
    private let now: Timestamp

    init(
        _ book: RuleBook, _ labels: Labels, _ plan: TypePlan, _ content: Content, _ clauses: [ClauseID],
        at now: Timestamp
    ) {
        self.book = book
        self.labels = labels
        self.plan = plan
        self.content = content
        self.clauses = clauses
        self.now = now
    }

    private struct Refused: Error {
        let reason: AdmissionRefusal
        init(_ reason: AdmissionRefusal) { self.reason = reason }
    }

    func verdict() -> AdmissionVerdict {
        do throws(Refused) {
            guard book.agreement.datesHold(at: now) else { throw Refused(.notInForce) }
            if let hold = labels.hold(of: content, plan, at: now, .shown) { throw Refused(.held(hold)) }
            let permits = try permits()
            let prohibitions = prohibitions()
            var isEmpty = true
            for field in content.fields { isEmpty = try inspect(field, permits, prohibitions) && isEmpty }
            if isEmpty { throw Refused(.empty) }
            guard !content.hasDefaultProvenance || content.defaultProvenance?.isShareable ?? true else {
                throw Refused(.privateProvenance)
            }
            return .admitted
        } catch {
            return .refused(error.reason)
        }
    }

    // MARK: Clauses

    /// The places of the named permits; each must be able to hold.
    private func permits() throws(Refused) -> [Int] {
        var permits: [Int] = []
        for clause in clauses {
            guard let whole = book.agreement.clause(clause) else { throw Refused(.unknownClause(clause)) }
            guard whole.effect == .permit, let index = plan.rules.firstIndex(where: { $0.clause == clause }) else {
                throw Refused(.clauseDoesNotApply(clause))
            }
            guard outcome(of: index).contains(.holds) else { throw Refused(.conditionFails(clause)) }
            permits.append(index)
        }
        return permits
    }

    /// The places of the rules that certainly withhold or redact: their conditions cannot have failed.
    ///
    /// A condition that errs for us also erred for the origin, or one of its tests did not hold for it: a permit then
    /// did not apply, but withheld only if nothing decided against it. So only withholds and redacts count here.
    private func prohibitions() -> [(index: Int, outcome: Outcome)] {
        plan.rules.indices.compactMap { index in
            guard plan.rules[index].effect != .permit else { return nil }
            let outcome = outcome(of: index)
            return outcome.contains(.fails) ? nil : (index, outcome)
        }
    }

    private func outcome(of index: Int) -> Outcome {
        plan.rules[index].condition?.outcome(over: content, at: now, .shown) ?? .holds
    }

    // MARK: Fields

    /// Whether the field is a mere carried marking.
    private func inspect(
        _ field: Field, _ permits: [Int], _ prohibitions: [(index: Int, outcome: Outcome)]
    ) throws(Refused) -> Bool {
        for claim in field.claims where claim.hasProvenance && !(claim.provenance?.isShareable ?? true) {
            throw Refused(.privateProvenance)
        }
        guard let fieldPlan = plan.fields.first(where: { $0.number == field.number }) else {
            try inspectUnknown(field, permits, prohibitions)
            return false
        }
        guard !fieldPlan.isLocal else { throw Refused(.fieldNotShared(fieldPlan.name)) }
        for claim in field.claims {
            guard fieldPlan.isComposite, case .composite(let components) = claim.value else {
                try inspectWhole(claim.value, fieldPlan, permits, prohibitions)
                continue
            }
            for component in components {
                guard let offset = fieldPlan.slots.firstIndex(where: { $0.number == component.number }) else {
                    throw Refused(.fieldNotShared("\(fieldPlan.name).\(component.number)"))
                }
                try inspect(component.value, fieldPlan, offset, permits, prohibitions)
            }
        }
        return fieldPlan.isCarried
    }

    /// A field of a later version of the schema: kept if a whole type is shared and none certainly withheld.
    private func inspectUnknown(
        _ field: Field, _ permits: [Int], _ prohibitions: [(index: Int, outcome: Outcome)]
    ) throws(Refused) {
        guard permits.contains(where: { plan.isWhole($0) }) else { throw Refused(.fieldNotShared("\(field.number)")) }
        for (index, _) in prohibitions where plan.isWhole(index) {
            throw Refused(.fieldWithheld("\(field.number)", plan.rules[index].clause))
        }
    }

    /// A value without parts: of a field without parts, or the raw text of one that has them.
    private func inspectWhole(
        _ value: Value, _ fieldPlan: FieldPlan, _ permits: [Int], _ prohibitions: [(index: Int, outcome: Outcome)]
    ) throws(Refused) {
        if fieldPlan.isComposite, value.integer == nil, value.text == nil, value.boolean == nil, value.date == nil,
            value.instant == nil
        {
            throw Refused(.unknownValue(fieldPlan.name))
        }
        for offset in fieldPlan.slots.indices {
            let isRaw = fieldPlan.isComposite
            try inspect(value, fieldPlan, offset, permits, prohibitions, mustBeFull: isRaw)
        }
    }

    private func inspect(
        _ value: Value, _ fieldPlan: FieldPlan, _ offset: Int, _ permits: [Int],
        _ prohibitions: [(index: Int, outcome: Outcome)], mustBeFull: Bool = false
    ) throws(Refused) {
        let slot = fieldPlan.slots[offset]
        // Put together only for a refusal.
        var path: String { fieldPlan.isComposite ? "\(fieldPlan.name).\(slot.name)" : fieldPlan.name }
        guard !slot.isLocal else { throw Refused(.fieldNotShared(path)) }
        let place = fieldPlan.firstSlot + offset
        var form: Form = fieldPlan.isCarried ? .full : .none
        for index in permits { form = form.united(with: said(by: index, place)) }
        guard form != .none else { throw Refused(.fieldNotShared(path)) }
        // Permits that are not named may have applied too: their forms do not count, for they would be named.
        for (index, outcome) in prohibitions {
            let said = said(by: index, place)
            guard said != .none else { continue }
            if plan.rules[index].effect == .withhold || outcome == .errs {
                throw Refused(.fieldWithheld(path, plan.rules[index].clause))
            }
            form = form.reduced(by: said)
        }
        if mustBeFull, form != .full { throw Refused(.notRedacted(path)) }
        try check(value, form, path: { path })
    }

    private func said(by index: Int, _ slot: Int) -> Form { plan.forms[index * plan.slotCount + slot] }

    /// The value must have the form that the certain clauses leave, or one that a redaction makes of it which we cannot
    /// judge.
    private func check(_ value: Value, _ form: Form, path: () -> String) throws(Refused) {
        switch value {
        case .composite, .unknown: throw Refused(.unknownValue(path()))
        case .text, .integer, .boolean, .date, .instant: break
        }
        if Tokenizer.isToken(value), form == .token { return try checkToken(path()) }
        let fits =
            switch form {
            case .full: true
            case .year: value.date.map { $0 == $0.yearOnly } ?? false
            case .initials: Transforms.initials(value) == value
            case .token, .none, .dropped: false
            }
        guard fits else { throw Refused(.notRedacted(path())) }
    }

    private func checkToken(_ path: String) throws(Refused) {
        let isVictim =
            content[.subjectCategory].contains { $0.value.text == "victim" }
            || content[.victimProtected].contains { $0.value.boolean != false }
        let lacksConsent = content[.consent].contains { claim in
            claim.value[ConsentPart.status].map { $0.text != "given" } ?? false
        }
        if book.isVictimService || (isVictim && lacksConsent) { throw Refused(.tokenForbidden(path)) }
    }
}
