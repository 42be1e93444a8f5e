import ComityAgreement
package import ComityCore
package import ComityRecords

extension ReferencePolicy {
    /// Whether a recipient may hold what was shown. Specs/agreement.md#admission
    package func admits(_ content: Content, permits: [ClauseID], expires: Timestamp?, now: Timestamp) -> Bool {
        guard let expires, expires <= agreement.until else { return false }
        guard !permits.isEmpty, permits == Array(Set(permits)).sorted() else { return false }
        let last = expires.adding(milliseconds: -1)
        return [now, now.adding(milliseconds: 600_000)].contains { time in
            admits(content, permits: permits, at: min(time, last))
        }
    }

    private func admits(_ content: Content, permits: [ClauseID], at now: Timestamp) -> Bool {
        guard agreement.effective <= now, now < agreement.until else { return false }
        guard let type = Schema.current.type(content.type), !isHeld(content, type, at: now, isRecipient: true) else {
            return false
        }
        var named: [Clause] = []
        var certain: [(clause: Clause, errs: Bool)] = []
        for clause in clauses {
            let outcome =
                clause.condition.map { verdicts($0, content, type, at: now, isRecipient: true) } ?? [.holds]
            let speaks = slots(of: type).contains { clause.says(of: $0, in: type) != nil }
            if permits.contains(clause.id) {
                guard clause.effect == .permit, speaks, outcome.contains(.holds) else { return false }
                named.append(clause)
            } else if clause.effect != .permit, speaks, !outcome.contains(.fails) {
                certain.append((clause, outcome == [.errs]))
            }
        }
        guard named.count == permits.count, isClean(content.defaultProvenance) else { return false }
        var isWorthHaving = false
        for field in content.fields {
            guard field.claims.allSatisfy({ isClean($0.provenance) }) else { return false }
            guard let definition = type.field(field.number) else {
                guard isWhole(named, type), !isWhole(certain.map(\.clause), type) else { return false }
                isWorthHaving = true
                continue
            }
            let slots = ReferenceSlot.slots(of: definition)
            if !slots[0].isCarried { isWorthHaving = true }
            for claim in field.claims {
                guard fits(claim.value, definition, slots, type, named, certain, content) else { return false }
            }
        }
        return isWorthHaving
    }

    private func isClean(_ provenance: Provenance?) -> Bool {
        provenance?.author == nil && provenance?.evidenceRef == nil && provenance?.unknown.isEmpty ?? true
    }

    private func isWhole(_ clauses: [Clause], _ type: TypeDefinition) -> Bool {
        clauses.contains { $0.shares.contains(.any) || $0.shares.contains(.type(type.name)) }
    }

    private func fits(
        _ value: Value, _ field: FieldDefinition, _ slots: [ReferenceSlot], _ type: TypeDefinition,
        _ named: [Clause], _ certain: [(clause: Clause, errs: Bool)], _ content: Content
    ) -> Bool {
        guard field.composite != nil else { return fits(value, slots[0], type, named, certain, content, whole: false) }
        guard case .composite(let components) = value else {
            return slots.allSatisfy { fits(value, $0, type, named, certain, content, whole: true) }
        }
        return components.allSatisfy { component in
            slots.first { $0.part?.number == component.number }
                .map { fits(component.value, $0, type, named, certain, content, whole: false) } ?? false
        }
    }

    private func fits(
        _ value: Value, _ slot: ReferenceSlot, _ type: TypeDefinition, _ named: [Clause],
        _ certain: [(clause: Clause, errs: Bool)], _ content: Content, whole: Bool
    ) -> Bool {
        guard !slot.isLocal, isScalar(value) else { return false }
        var permitted: Set<ReferenceForm> = slot.isCarried ? [.full] : []
        for clause in named { if let said = clause.says(of: slot, in: type) { permitted.insert(said) } }
        guard !permitted.isEmpty else { return false }
        var form = permitted.contains(.full) ? .full : permitted.count == 1 ? permitted.first! : .nothing
        for (clause, errs) in certain {
            guard let said = clause.says(of: slot, in: type) else { continue }
            if clause.effect == .withhold || errs { return false }
            form = reduce(form, by: said)
        }
        switch form {
        case .full: return true
        case .nothing: return false
        case .transformed(_) where whole: return false
        case .transformed(.year): return value.date.map { $0.month == nil && $0.day == nil } ?? false
        case .transformed(.initials): return value.text.map { initials($0) == $0 } ?? false
        case .transformed(.token): return isToken(value) && mayShowTokens(content)
        case .transformed(.region): return true
        }
    }

    private func isToken(_ value: Value) -> Bool {
        guard let text = value.text, text.hasPrefix("token:") else { return false }
        let digits = text.dropFirst("token:".count)
        return digits.utf8.count == 32 && digits.allSatisfy { "0123456789abcdef".contains($0) }
    }

    private func mayShowTokens(_ content: Content) -> Bool {
        if isVictimService { return false }
        let isVictim =
            content[.subjectCategory].contains { $0.value == .text("victim") }
            || content[.victimProtected].contains { $0.value != .boolean(false) }
        let isRefused = content[.consent].contains { claim in
            claim.value[1].map { $0 != .text("given") } ?? false
        }
        return !(isVictim && isRefused)
    }
}
