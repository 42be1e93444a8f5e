package import ComityCore
package import ComityRecords

/// What a recipient asks of each entry before it keeps it: could an honest origin have disclosed this to us?
/// Specs/agreement.md#admission
///
/// It never decides on a field that it does not see: withheld looks like absent.
package struct Admission: Sendable {
    package let agreement: Agreement
    package let audience: Audience
    private let book: RuleBook
    private let labels: Labels

    /// How far the clocks of the two nodes may differ before a condition on time refuses an entry: ten minutes.
    package static let toleranceMilliseconds: Int64 = 600_000

    /// - Parameters:
    ///   - agreement: the version that governs the leaf.
    ///   - origin: who states the entry.
    ///   - recipient: who is asked to hold it.
    /// - Throws: `not-in-force` if no clause lets `recipient` receive from `origin`.
    package init(agreement: Agreement, origin: AgencyID, recipient: AgencyID) throws(AgreementError) {
        guard let audience = agreement.audience(from: origin, to: recipient) else {
            throw AgreementError(
                .notInForce,
                "version \(agreement.version) of `\(agreement.id)` shares nothing of `\(origin)` with `\(recipient)`"
            )
        }
        self.init(agreement: agreement, audience: audience)
    }

    package init(agreement: Agreement, audience: Audience) {
        self.agreement = agreement
        self.audience = audience
        book = RuleBook(agreement, origin: audience.origin, members: audience.members)
        labels = Labels(agreement: agreement.id, members: audience.members)
    }

    /// Whether the whole view of one record, with the clauses and the expiry that came with it, may be held.
    /// Complexity: O(claims × clauses).
    package func admit(
        _ content: Content, clauses: [ClauseID], expires: Timestamp?, now: Timestamp
    ) -> AdmissionVerdict {
        guard let expires else { return .refused(.expiryMissing) }
        guard expires <= agreement.until else { return .refused(.expiryTooLate) }
        guard !clauses.isEmpty else { return .refused(.noClause) }
        guard zip(clauses, clauses.dropFirst()).allSatisfy({ $0 < $1 }) else { return .refused(.clausesUnordered) }
        guard let plan = book.plan(for: content.type) else { return .refused(.unknownType) }
        // What was disclosed stays so until it expires: an entry that arrives late is judged as of then.
        let last = expires.adding(milliseconds: -1)
        let early = min(now, last)
        let late = min(now.adding(milliseconds: Self.toleranceMilliseconds), last)
        let verdict = Inspection(book, labels, plan, content, clauses, at: early).verdict()
        if verdict == .admitted || early == late { return verdict }
        let second = Inspection(book, labels, plan, content, clauses, at: late).verdict()
        return second == .admitted ? second : verdict
    }
}

/// The answer of ``Admission``.
package enum AdmissionVerdict: Hashable, Sendable {
    case admitted
    case refused(AdmissionRefusal)
}

/// Why an entry is refused: always the origin's fault, or tampering. Specs/agreement.md#admission
package enum AdmissionRefusal: Hashable, Sendable {
    case expiryMissing
    case expiryTooLate
    case noClause
    case clausesUnordered
    case unknownClause(ClauseID)
    case clauseDoesNotApply(ClauseID)
    case conditionFails(ClauseID)
    case unknownType
    case held(Hold)
    case notInForce
    case empty
    case fieldNotShared(String)
    case fieldWithheld(String, ClauseID)
    case notRedacted(String)
    case unknownValue(String)
    case tokenForbidden(String)
    case privateProvenance

    /// A stable name of the rule, for audits and messages between nodes.
    package var code: String {
        switch self {
        case .expiryMissing: "expiry-missing"
        case .expiryTooLate: "expiry-too-late"
        case .noClause: "no-clause"
        case .clausesUnordered: "clauses-unordered"
        case .unknownClause: "unknown-clause"
        case .clauseDoesNotApply: "clause-does-not-apply"
        case .conditionFails: "condition-fails"
        case .unknownType: "unknown-type"
        case .held: "held"
        case .notInForce: "not-in-force"
        case .empty: "empty"
        case .fieldNotShared: "field-not-shared"
        case .fieldWithheld: "field-withheld"
        case .notRedacted: "not-redacted"
        case .unknownValue: "unknown-value"
        case .tokenForbidden: "token-forbidden"
        case .privateProvenance: "private-provenance"
        }
    }

    package var reason: String {
        switch self {
        case .expiryMissing: "the entry does not say when it expires"
        case .expiryTooLate: "the entry expires after the agreement ends"
        case .noClause: "the entry names no clause"
        case .clausesUnordered: "the clauses of the entry are not in ascending order"
        case .unknownClause(let clause): "the agreement has no clause `\(clause)`"
        case .clauseDoesNotApply(let clause): "clause `\(clause)` permits nothing of this type to us"
        case .conditionFails(let clause): "the condition of clause `\(clause)` does not hold"
        case .unknownType: "its type is unknown to this version"
        case .held(let hold): "it should have been held: \(hold.reason)"
        case .notInForce: "the agreement is not in force"
        case .empty: "nothing but markings is in it"
        case .fieldNotShared(let field): "no named clause shares `\(field)`"
        case .fieldWithheld(let field, let clause): "clause `\(clause)` withholds `\(field)`"
        case .notRedacted(let field): "`\(field)` is not in the form that the clauses ask for"
        case .unknownValue(let field): "`\(field)` holds a value of an unknown form"
        case .tokenForbidden(let field): "`\(field)` is a token of a record that must not have any"
        case .privateProvenance: "it names an author or an exhibit"
        }
    }
}
