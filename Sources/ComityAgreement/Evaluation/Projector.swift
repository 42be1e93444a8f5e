package import ComityCore
package import ComityRecords

/// Decides what leaves of each record for one audience: the clauses of one agreement version, compiled.
/// Specs/agreement.md#projection
///
/// A value without state: the same record at the same instant always gives the same projection.
package struct Projector: Sendable {
    package let agreement: Agreement
    package let audience: Audience
    let book: RuleBook
    let labels: Labels
    let tokenizer: Tokenizer

    /// - Parameter tokenKey: the origin's secret for tokens of this agreement; 32 bytes, never shared.
    /// - Complexity: O(clauses × types × fields).
    package init(agreement: Agreement, audience: Audience, tokenKey: [UInt8]) {
        self.agreement = agreement
        self.audience = audience
        book = RuleBook(agreement, origin: audience.origin, members: audience.members)
        labels = Labels(agreement: agreement.id, members: audience.members)
        tokenizer = Tokenizer(key: tokenKey)
    }

    /// What leaves of `content` at `now`.
    ///
    /// - Parameter updatedAt: when the origin last stated the record; retention counts from it.
    /// - Complexity: O(claims × clauses), and again for each instant at which a condition may change before one does.
    package func project(_ content: Content, updatedAt: Timestamp, now: Timestamp) -> Projection {
        let mayExpire = content.mayExpire
        let present = decide(content, mayExpire: mayExpire, updatedAt: updatedAt, at: now, explains: true)
        let change = firstChange(
            of: content, mayExpire: mayExpire, updatedAt: updatedAt, after: now, from: present)
        return Projection(
            content: present.content, clauses: present.clauses, redactions: present.redactions,
            isRedacted: present.isRedacted, refusal: present.refusal, expires: present.content == nil ? nil : change,
            nextChange: change)
    }

    /// What leaves at one instant.
    struct Decision {
        var content: Content?
        var clauses: [ClauseID] = []
        var redactions: [ClauseID] = []
        var isRedacted = false
        var refusal: Refusal?

        init() {}
        init(refusal: Refusal) { self.refusal = refusal }
    }

    /// - Parameters:
    ///   - mayExpire: whether some claim has an end.
    ///   - explains: whether to find the clauses that withhold if nothing leaves.
    private func decide(
        _ content: Content, mayExpire: Bool, updatedAt: Timestamp, at now: Timestamp, explains: Bool
    ) -> Decision {
        guard agreement.datesHold(at: now) else { return Decision(refusal: .notInForce) }
        guard let plan = book.plan(for: content.type) else { return Decision(refusal: .held(.unknownType)) }
        let live = mayExpire ? content.live(at: now) : content
        if let hold = labels.hold(of: live, plan, at: now, .whole) { return Decision(refusal: .held(hold)) }
        var sieve = Sieve(plan, content: live, updatedAt: updatedAt, now: now)
        sieve.tokenizer = plan.usesTokens && mayHaveTokens(live, at: now) ? tokenizer : nil
        return sieve.decide(explains: explains)
    }

    /// The first instant after `now` at which time alone makes of the record something else than `present`, or
    /// lets other clauses permit it.
    private func firstChange(
        of content: Content, mayExpire: Bool, updatedAt: Timestamp, after now: Timestamp, from present: Decision
    ) -> Timestamp? {
        var instants = changes(of: content, updatedAt: updatedAt, after: now)
        if mayExpire { content.addExpiries(after: now, to: &instants) }
        instants.sort()
        var previous: Timestamp?
        for instant in instants where instant != previous {
            previous = instant
            let later = decide(content, mayExpire: mayExpire, updatedAt: updatedAt, at: instant, explains: false)
            if later.content != present.content || later.clauses != present.clauses { return instant }
        }
        return nil
    }

    /// Every instant after `now` at which anything that depends on time may change, claims that expire aside.
    private func changes(of content: Content, updatedAt: Timestamp, after now: Timestamp) -> [Timestamp] {
        var instants: [Timestamp] = []
        if agreement.effective > now { instants.append(agreement.effective) }
        if agreement.until > now { instants.append(agreement.until) }
        guard let plan = book.plan(for: content.type) else { return instants }
        for rule in plan.rules {
            rule.condition?.addChanges(over: content, after: now, to: &instants)
            if let end = rule.retain?.end(from: updatedAt), end > now { instants.append(end) }
        }
        Self.addStarts(of: content[.retainUntil].map(\.value), after: now, to: &instants)
        if plan.usesTokens {
            let consents = content[.consent].compactMap { $0.value[ConsentPart.expires] }
            Self.addStarts(of: consents, after: now, to: &instants)
        }
        return instants
    }

    private static func addStarts(of values: [Value], after now: Timestamp, to instants: inout [Timestamp]) {
        for value in values {
            guard let span = Span(value), span.first > now.milliseconds else { continue }
            instants.append(Timestamp(milliseconds: span.first))
        }
    }

    /// Whether tokens may be made of this record at all. Specs/agreement.md#token
    private func mayHaveTokens(_ content: Content, at now: Timestamp) -> Bool {
        !book.isVictimService && TokenRule.mayHaveTokens(content, at: now)
    }
}

/// The numbers of the parts of `consent`.
enum ConsentPart {
    static let status: FieldNumber = 1
    static let expires: FieldNumber = 4
}

/// Whose records may become tokens. Specs/agreement.md#token
enum TokenRule {
    /// A record whose category is known, and no victim's unless consent lives.
    static func mayHaveTokens(_ content: Content, at now: Timestamp) -> Bool {
        let categories = content[.subjectCategory]
        guard !categories.isEmpty else { return false }
        let isVictim = categories.contains { $0.value.text == "victim" }
        let isProtected = content[.victimProtected].contains { $0.value.boolean != false }
        return !(isVictim || isProtected) || hasLiveConsent(content, at: now)
    }

    /// Every claim of consent says `given`, and none has expired.
    static func hasLiveConsent(_ content: Content, at now: Timestamp) -> Bool {
        let claims = content[.consent]
        return !claims.isEmpty
            && claims.allSatisfy { claim in
                guard claim.value[ConsentPart.status]?.text == "given" else { return false }
                guard let expires = claim.value[ConsentPart.expires] else { return true }
                guard let span = Span(expires) else { return false }
                return span.first > now.milliseconds
            }
    }
}
