import ComityCore
import ComityRecords

/// Lets through what the rules of one plan leave of one record at one instant.
///
/// Works on numbers only: rules, slots and forms are small integers; texts are touched where a transform or an
/// enumeration asks for it.
struct Sieve {
    /// What a rule does to this record.
    enum Standing: UInt8 {
        case silent, applies, errs
    }

    let plan: TypePlan
    let content: Content
    /// One for each rule.
    let standings: [Standing]
    private let isPermitted: Bool
    /// Nil if no token may be made of this record.
    var tokenizer: Tokenizer?
    /// One flag for each rule: it let something leave, or it changed something.
    private var used: [Bool]
    private var isRedacted = false

    init(_ plan: TypePlan, content: Content, updatedAt: Timestamp, now: Timestamp) {
        self.plan = plan
        self.content = content
        var isPermitted = false
        standings = plan.rules.map { rule in
            let standing = Self.standing(of: rule, content, updatedAt: updatedAt, now: now)
            if standing == .applies, rule.effect == .permit { isPermitted = true }
            return standing
        }
        self.isPermitted = isPermitted
        used = [Bool](repeating: false, count: plan.rules.count)
    }

    private static func standing(
        of rule: Rule, _ content: Content, updatedAt: Timestamp, now: Timestamp
    ) -> Standing {
        if let retain = rule.retain, retain.end(from: updatedAt) <= now { return .silent }
        guard let condition = rule.condition else { return .applies }
        switch condition.outcome(over: content, at: now, .whole) {
        case .holds: return .applies
        case .fails: return .silent
        default: return .errs
        }
    }

    /// - Parameter explains: whether to find the clauses that withhold if nothing leaves.
    mutating func decide(explains: Bool) -> Projector.Decision {
        guard isPermitted else { return Projector.Decision(refusal: explains ? refusal() : .notPermitted) }
        var fields: [Field] = []
        fields.reserveCapacity(content.fields.count)
        var leaves = false
        var position = 0
        for field in content.fields {
            while position < plan.fields.count, plan.fields[position].number < field.number { position += 1 }
            guard position < plan.fields.count, plan.fields[position].number == field.number,
                let remaining = sifted(field, plan.fields[position])
            else { continue }
            leaves = leaves || !plan.fields[position].isCarried
            fields.append(remaining)
        }
        guard leaves else { return Projector.Decision(refusal: explains ? refusal() : .notPermitted) }
        return decision(fields)
    }

    private func decision(_ fields: [Field]) -> Projector.Decision {
        var decision = Projector.Decision()
        let provenance = content.hasDefaultProvenance ? content.defaultProvenance?.shared : nil
        decision.content = Content(
            type: content.type, fields: fields,
            defaultProvenance: provenance.flatMap { $0.isEmpty ? nil : $0 })
        for index in used.indices where used[index] {
            if plan.rules[index].effect == .permit {
                decision.clauses.append(plan.rules[index].clause)
            } else {
                decision.redactions.append(plan.rules[index].clause)
            }
        }
        decision.clauses.sort()
        decision.redactions.sort()
        decision.isRedacted = isRedacted
        return decision
    }

    /// Which clauses keep back what the record has.
    private func refusal() -> Refusal {
        var clauses: [ClauseID] = []
        for index in plan.rules.indices where withholds(index) && speaks(index) {
            clauses.append(plan.rules[index].clause)
        }
        return clauses.isEmpty ? .notPermitted : .withheld(clauses.sorted())
    }

    /// Whether rule `index` names a field that the record has.
    private func speaks(_ index: Int) -> Bool {
        plan.fields.contains { field in
            !content[field.number].isEmpty
                && field.slotRange.contains { plan.forms[index * plan.slotCount + $0] != .none }
        }
    }

    func withholds(_ index: Int) -> Bool {
        standings[index] == .errs || standings[index] == .applies && plan.rules[index].effect == .withhold
    }

    // MARK: Slots

    /// The form in which one slot leaves. Complexity: O(rules).
    func form(of slot: Int, isCarried: Bool) -> Form {
        var permitted = isCarried ? Form.full : .none
        var redacted = Form.full
        for index in standings.indices {
            let standing = standings[index]
            if standing == .silent { continue }
            let form = plan.forms[index * plan.slotCount + slot]
            if form == .none { continue }
            if standing == .errs { return .none }
            switch plan.rules[index].effect {
            case .withhold: return .none
            case .permit: permitted = permitted.united(with: form)
            case .redact: redacted = redacted.reduced(by: form)
            }
        }
        return permitted == .none ? .none : permitted.reduced(by: redacted)
    }

    /// Notes which permits let a value of the slot leave, and which redactions changed it.
    private mutating func note(_ slot: Int, _ form: Form, leaves: Bool, isCarried: Bool) {
        for index in standings.indices where standings[index] == .applies && !used[index] {
            let said = plan.forms[index * plan.slotCount + slot]
            switch plan.rules[index].effect {
            case .permit: used[index] = leaves && said != .none && !isCarried
            case .redact:
                used[index] = said != .none && said != .full
                isRedacted = isRedacted || used[index]
            case .withhold: break
            }
        }
        if leaves, form != .full { isRedacted = true }
    }

    // MARK: Fields

    /// What is left of `field`, or nil.
    private mutating func sifted(_ field: Field, _ plan: FieldPlan) -> Field? {
        guard !plan.isLocal else { return nil }
        return plan.isComposite ? siftedComposite(field, plan) : siftedScalar(field, plan)
    }

    private mutating func siftedScalar(_ field: Field, _ fieldPlan: FieldPlan) -> Field? {
        let form = form(of: fieldPlan.firstSlot, isCarried: fieldPlan.isCarried)
        guard form != .none else { return nil }
        let slot = fieldPlan.slots[0]
        if form == .full, field.claims.allSatisfy({ Self.mayLeave($0.value, slot) && Self.isClean($0) }) {
            note(fieldPlan.firstSlot, form, leaves: true, isCarried: fieldPlan.isCarried)
            return field
        }
        let claims = field.claims.compactMap { claim -> Claim? in
            guard let value = transformed(claim.value, form, slot, path: fieldPlan.name) else { return nil }
            return Claim(value, provenance: claim.provenance?.shared)
        }
        note(fieldPlan.firstSlot, form, leaves: !claims.isEmpty, isCarried: fieldPlan.isCarried)
        return claims.isEmpty ? nil : Field(field.number, claims: claims)
    }

    private mutating func siftedComposite(_ field: Field, _ fieldPlan: FieldPlan) -> Field? {
        if isWholeAsItIs(field, fieldPlan) { return field }
        var forms: [Form] = []
        forms.reserveCapacity(fieldPlan.slots.count)
        var isWhole = true
        var isNothing = true
        for slot in fieldPlan.slotRange {
            let form = form(of: slot, isCarried: fieldPlan.isCarried)
            forms.append(form)
            isWhole = isWhole && form == .full
            isNothing = isNothing && form == .none
        }
        guard !isNothing else { return nil }
        var claims: [Claim] = []
        var isUnchanged = isWhole
        for claim in field.claims {
            guard let value = sifted(claim.value, forms, isWhole: isWhole, fieldPlan, &isUnchanged) else {
                isUnchanged = false
                continue
            }
            if isUnchanged, Self.isClean(claim) {
                claims.append(claim)
            } else {
                isUnchanged = false
                claims.append(Claim(value, provenance: claim.provenance?.shared))
            }
        }
        guard !isUnchanged else { return field }
        return claims.isEmpty ? nil : Field(field.number, claims: claims)
    }

    /// Whether all of the field leaves unchanged, the common case, which needs no copy; notes who lets it.
    private mutating func isWholeAsItIs(_ field: Field, _ fieldPlan: FieldPlan) -> Bool {
        guard !fieldPlan.hasLocalPart else { return false }
        for slot in fieldPlan.slotRange where form(of: slot, isCarried: fieldPlan.isCarried) != .full { return false }
        for claim in field.claims {
            guard Self.isClean(claim), case .composite(let components) = claim.value else { return false }
            for component in components {
                guard let offset = fieldPlan.offset(of: component.number),
                    Self.mayLeave(component.value, fieldPlan.slots[offset])
                else { return false }
            }
        }
        for claim in field.claims {
            guard case .composite(let components) = claim.value else { continue }
            for component in components {
                guard let offset = fieldPlan.offset(of: component.number) else { continue }
                note(fieldPlan.firstSlot + offset, .full, leaves: true, isCarried: fieldPlan.isCarried)
            }
        }
        return true
    }

    /// What is left of one composite value; clears `isUnchanged` if that is not all of it.
    private mutating func sifted(
        _ value: Value, _ forms: [Form], isWhole: Bool, _ fieldPlan: FieldPlan, _ isUnchanged: inout Bool
    ) -> Value? {
        guard case .composite(let components) = value else {
            // An import may have kept a raw text where parts were expected: all of it or nothing, and nothing where it
            // might be a local record id.
            guard isWhole, !fieldPlan.hasLocalPart, Self.isScalar(value) else { return nil }
            noteAll(fieldPlan)
            return value
        }
        var remaining: [Component] = []
        remaining.reserveCapacity(components.count)
        var offset = 0
        for component in components {
            while offset < fieldPlan.slots.count, fieldPlan.slots[offset].number < component.number { offset += 1 }
            guard offset < fieldPlan.slots.count, fieldPlan.slots[offset].number == component.number,
                let value = sifted(component.value, forms[offset], offset, fieldPlan, &isUnchanged)
            else {
                isUnchanged = false
                continue
            }
            remaining.append(Component(component.number, value))
        }
        return remaining.isEmpty ? nil : .composite(remaining)
    }

    private mutating func sifted(
        _ value: Value, _ form: Form, _ offset: Int, _ fieldPlan: FieldPlan, _ isUnchanged: inout Bool
    ) -> Value? {
        let slot = fieldPlan.slots[offset]
        guard form != .none, !slot.isLocal else { return nil }
        if form != .full { isUnchanged = false }
        let remaining = transformed(value, form, slot, path: "\(fieldPlan.name).\(slot.name)")
        note(fieldPlan.firstSlot + offset, form, leaves: remaining != nil, isCarried: fieldPlan.isCarried)
        return remaining
    }

    private mutating func noteAll(_ fieldPlan: FieldPlan) {
        for slot in fieldPlan.slotRange { note(slot, .full, leaves: true, isCarried: fieldPlan.isCarried) }
    }

    // MARK: Values

    private func transformed(_ value: Value, _ form: Form, _ slot: SlotPlan, path: @autoclosure () -> String) -> Value?
    {
        guard Self.mayLeave(value, slot) else { return nil }
        switch form {
        case .none, .dropped: return nil
        case .full: return value
        case .year: return Transforms.year(value)
        case .initials: return Transforms.initials(value)
        case .token: return tokenizer?.token(value, type: plan.name, path: path())
        }
    }

    /// An unknown form or an unknown word holds.
    private static func mayLeave(_ value: Value, _ slot: SlotPlan) -> Bool {
        guard isScalar(value) else { return false }
        return slot.words.isEmpty || code(of: value, in: slot.words) != nil
    }

    private static func isScalar(_ value: Value) -> Bool {
        switch value {
        case .text, .integer, .boolean, .date, .instant: true
        case .composite, .unknown: false
        }
    }

    @inline(__always)
    private static func isClean(_ claim: Claim) -> Bool {
        !claim.hasProvenance || claim.provenance?.isShareable ?? true
    }
}
