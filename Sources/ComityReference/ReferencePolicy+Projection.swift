import ComityAgreement
package import ComityCore
import ComityCrypto
package import ComityRecords

extension ReferencePolicy {
    /// What leaves at `now`. Specs/agreement.md#projection
    package func project(_ content: Content, updatedAt: Timestamp, now: Timestamp) -> Result? {
        guard agreement.effective <= now, now < agreement.until else { return nil }
        let live = withoutExpired(content, at: now)
        guard let type = Schema.current.type(content.type), !isHeld(live, type, at: now, isRecipient: false) else {
            return nil
        }
        let speaking = clauses.filter { clause in slots(of: type).contains { clause.says(of: $0, in: type) != nil } }
        var standings: [ClauseID: Verdict] = [:]
        for clause in speaking {
            standings[clause.id] = standing(of: clause, live, type, updatedAt: updatedAt, at: now)
        }
        guard speaking.contains(where: { $0.effect == .permit && standings[$0.id] == .holds }) else { return nil }
        return sift(live, type, speaking, standings, at: now)
    }

    func slots(of type: TypeDefinition) -> [ReferenceSlot] { type.fields.flatMap { ReferenceSlot.slots(of: $0) } }

    private func standing(
        of clause: Clause, _ content: Content, _ type: TypeDefinition, updatedAt: Timestamp, at now: Timestamp
    ) -> Verdict {
        if let retain = clause.retain, !(now < retain.end(from: updatedAt)) { return .fails }
        guard let condition = clause.condition else { return .holds }
        return verdicts(condition, content, type, at: now, isRecipient: false).first!
    }

    private func withoutExpired(_ content: Content, at now: Timestamp) -> Content {
        func isExpired(_ provenance: Provenance?) -> Bool { provenance?.expires.map { $0 <= now } ?? false }
        return Content(
            type: content.type,
            fields: content.fields.map { field in
                Field(
                    field.number,
                    claims: field.claims.filter { !isExpired($0.provenance ?? content.defaultProvenance) })
            }, defaultProvenance: isExpired(content.defaultProvenance) ? nil : content.defaultProvenance)
    }

    // MARK: Labels

    /// Whether the record's own labels hold it. Specs/agreement.md#labels
    func isHeld(_ content: Content, _ type: TypeDefinition, at now: Timestamp, isRecipient: Bool) -> Bool {
        for field in content.fields where field.number >= 64 {
            guard let definition = type.field(field.number) else { return true }
            let values = field.claims.map(\.value)
            if definition.kind == .originatorOnly || definition.kind == .restriction {
                switch definition.shape {
                case .boolean: if values.contains(where: { $0.boolean == nil }) { return true }
                case .word(let words), .level(let words):
                    if values.contains(where: { !words.contains($0.text ?? "?") }) { return true }
                default: break
                }
            }
            switch definition.name {
            case "state": if values.contains(where: { $0 != .text("active") }) { return true }
            case "retain_until":
                for value in values {
                    guard let bounds = bounds(value) else {
                        if isRecipient { continue }
                        return true
                    }
                    if (isRecipient ? bounds.1 : bounds.0) <= now.milliseconds { return true }
                }
            case "releasable_to":
                if isRecipient, mayShowLess(definition, type) { continue }
                let names = values.compactMap(\.text)
                if !names.contains(agreement.id.text), !members.allSatisfy({ names.contains($0.text) }) { return true }
            default: break
            }
        }
        return false
    }

    private func mayShowLess(_ field: FieldDefinition, _ type: TypeDefinition) -> Bool {
        clauses.contains { clause in
            if case .transformed = clause.says(of: ReferenceSlot(field: field, part: nil), in: type) {
                true
            } else {
                false
            }
        }
    }

    // MARK: Forms

    /// The form in which a slot leaves; nil for none. Specs/agreement.md#forms
    private func form(
        of slot: ReferenceSlot, _ type: TypeDefinition, _ clauses: [Clause], _ standings: [ClauseID: Verdict]
    ) -> ReferenceForm? {
        var permitted: Set<ReferenceForm> = slot.isCarried ? [.full] : []
        var redactions: [ReferenceForm] = []
        for clause in clauses {
            guard let said = clause.says(of: slot, in: type), let standing = standings[clause.id] else { continue }
            if standing == .errs { return nil }
            guard standing == .holds else { continue }
            switch clause.effect {
            case .withhold: return nil
            case .permit: permitted.insert(said)
            case .redact: redactions.append(said)
            }
        }
        guard !permitted.isEmpty else { return nil }
        var form = permitted.contains(.full) ? .full : permitted.count == 1 ? permitted.first! : .nothing
        for redaction in redactions { form = reduce(form, by: redaction) }
        return form
    }

    func reduce(_ form: ReferenceForm, by redaction: ReferenceForm) -> ReferenceForm {
        if redaction == .full || redaction == form { return form }
        return form == .full ? redaction : .nothing
    }

    private func sift(
        _ content: Content, _ type: TypeDefinition, _ clauses: [Clause], _ standings: [ClauseID: Verdict],
        at now: Timestamp
    ) -> Result? {
        var fields: [Field] = []
        var permits: Set<ClauseID> = []
        var redactions: Set<ClauseID> = []
        var isWorthSending = false
        /// One value of one slot, and the note of who let it leave.
        func pass(_ value: Value, _ slot: ReferenceSlot) -> Value? {
            guard !slot.isLocal, let form = form(of: slot, type, clauses, standings) else { return nil }
            let left = transform(value, form, slot, type, content, at: now)
            for clause in clauses where standings[clause.id] == .holds {
                let said = clause.says(of: slot, in: type)
                if clause.effect == .permit, said != nil, left != nil, !slot.isCarried { permits.insert(clause.id) }
                if clause.effect == .redact, said != nil, said != .full { redactions.insert(clause.id) }
            }
            return left
        }
        for field in content.fields {
            guard let definition = type.field(field.number) else { continue }
            let slots = ReferenceSlot.slots(of: definition)
            var claims: [Claim] = []
            for claim in field.claims {
                var value: Value?
                if definition.composite == nil {
                    value = pass(claim.value, slots[0])
                } else if case .composite(let components) = claim.value {
                    let left = components.compactMap { component -> Component? in
                        guard let slot = slots.first(where: { $0.part?.number == component.number }) else { return nil }
                        return pass(component.value, slot).map { Component(component.number, $0) }
                    }
                    value = left.isEmpty ? nil : .composite(left)
                } else if definition.composite?.name != "reference", isScalar(claim.value),
                    slots.allSatisfy({ form(of: $0, type, clauses, standings) == .full })
                {
                    value = claim.value
                    for slot in slots { _ = pass(claim.value, slot) }
                    permits.formUnion(
                        clauses.filter { clause in
                            clause.effect == .permit && standings[clause.id] == .holds && !slots[0].isCarried
                                && slots.contains { clause.says(of: $0, in: type) != nil }
                        }.map(\.id))
                }
                if let value { claims.append(Claim(value, provenance: claim.provenance.map(shared))) }
            }
            if claims.isEmpty { continue }
            if !slots[0].isCarried { isWorthSending = true }
            fields.append(Field(field.number, claims: claims))
        }
        guard isWorthSending else { return nil }
        let provenance = content.defaultProvenance.map(shared)
        return Result(
            content: Content(
                type: content.type, fields: fields, defaultProvenance: provenance?.isEmpty == true ? nil : provenance),
            permits: permits.sorted(), redactions: redactions.sorted())
    }

    private func shared(_ provenance: Provenance) -> Provenance {
        var provenance = provenance
        provenance.author = nil
        provenance.evidenceRef = nil
        provenance.unknown = []
        return provenance
    }

    func isScalar(_ value: Value) -> Bool {
        switch value {
        case .composite, .unknown: false
        default: true
        }
    }

    // MARK: Transforms

    private func transform(
        _ value: Value, _ form: ReferenceForm, _ slot: ReferenceSlot, _ type: TypeDefinition, _ content: Content,
        at now: Timestamp
    ) -> Value? {
        guard isScalar(value) else { return nil }
        if let words = slot.words, !words.contains(value.text ?? "?") { return nil }
        switch form {
        case .nothing: return nil
        case .full: return value
        case .transformed(.year):
            guard let year = value.date?.year else { return nil }
            return .date(PartialDate(year: year)!)
        case .transformed(.initials):
            guard let text = value.text else { return nil }
            return initials(text).map { .text($0) }
        case .transformed(.token):
            return mayHaveTokens(content, at: now) ? token(value, type.name, slot.path) : nil
        case .transformed(.region): return value
        }
    }

    func initials(_ text: String) -> String? {
        var initials: [String] = []
        var isAtStart = true
        for scalar in text.unicodeScalars {
            if scalar == " " || scalar == "-" {
                isAtStart = true
            } else if isAtStart {
                initials.append(String(Character(scalar)))
                isAtStart = false
            }
        }
        return initials.isEmpty ? nil : initials.joined(separator: " ")
    }

    private func token(_ value: Value, _ type: String, _ path: String) -> Value? {
        switch value {
        case .text, .integer, .date: break
        default: return nil
        }
        let item: CBORValue
        do { item = try CBORValue(decoding: value.encoded) } catch { return nil }
        let message: CBORValue = .array([.text("comity-token"), .text(type), .text(path), item])
        let digest = HMACSHA256.authenticate(message.encoded, key: tokenKey)
        return .text("token:" + digest.description.prefix(32))
    }

    private func mayHaveTokens(_ content: Content, at now: Timestamp) -> Bool {
        if isVictimService { return false }
        let categories = content[.subjectCategory].map(\.value)
        if categories.isEmpty { return false }
        let isVictim = categories.contains(.text("victim"))
        let isProtected = content[.victimProtected].contains { $0.value != .boolean(false) }
        if !isVictim && !isProtected { return true }
        let consents = content[.consent].map(\.value)
        if consents.isEmpty { return false }
        return consents.allSatisfy { consent in
            guard consent[1] == .text("given") else { return false }
            guard let expires = consent[4] else { return true }
            guard let bounds = bounds(expires) else { return false }
            return bounds.0 > now.milliseconds
        }
    }
}
