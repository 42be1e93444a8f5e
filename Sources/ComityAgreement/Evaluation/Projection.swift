package import ComityCore
package import ComityRecords

/// What leaves of one record for one audience at one instant. Specs/agreement.md#projection
package struct Projection: Hashable, Sendable {
    /// Nil: nothing leaves.
    package let content: Content?
    /// The permits that let something of it leave, ascending: they travel with it. Empty if nothing leaves.
    package let clauses: [ClauseID]
    /// The redactions that changed something, ascending: they stay at the origin.
    package let redactions: [ClauseID]
    /// Whether some value leaves in a form that says less.
    package let isRedacted: Bool
    /// Why nothing leaves; nil if something does.
    package let refusal: Refusal?
    /// The first instant at which time alone changes the content or the permits; nil if nothing leaves.
    package let expires: Timestamp?
    /// The same, from nothing to something too; nil if time never changes anything.
    package let nextChange: Timestamp?

    package var outcome: ProjectionOutcome { content == nil ? .withheld : isRedacted ? .redacted : .disclosed }
}

/// A projection in one word.
package enum ProjectionOutcome: String, Hashable, Sendable {
    case disclosed, redacted, withheld
}

/// Why nothing of a record leaves.
package enum Refusal: Hashable, Sendable {
    /// The agreement does not hold yet, or no longer.
    case notInForce
    /// The labels of the record itself hold it.
    case held(Hold)
    /// These clauses withhold fields that it has, or could not be decided; ascending.
    case withheld([ClauseID])
    /// No clause permits anything of it.
    case notPermitted

    package var reason: String {
        switch self {
        case .notInForce: "the agreement is not in force"
        case .held(let hold): hold.reason
        case .withheld(let clauses):
            "withheld by " + clauses.map { "`\($0)`" }.joined(separator: ", ")
        case .notPermitted: "no clause permits it"
        }
    }
}

/// What may be put into a feed: only ``Projector/disclose(_:now:)`` makes one.
package struct Disclosure: Hashable, Sendable {
    /// The record at the origin; it never travels.
    package let recordID: RecordID
    package let audience: AudienceID
    package let agreement: AgreementID
    package let version: UInt32
    package let content: Content
    /// The permitting clauses, ascending.
    package let clauses: [ClauseID]
    package let expires: Timestamp

    fileprivate init(
        recordID: RecordID, audience: AudienceID, agreement: AgreementID, version: UInt32, content: Content,
        clauses: [ClauseID], expires: Timestamp
    ) {
        self.recordID = recordID
        self.audience = audience
        self.agreement = agreement
        self.version = version
        self.content = content
        self.clauses = clauses
        self.expires = expires
    }
}

extension Projector {
    /// The door through which records leave: the projection of a statement and, if something leaves, the proof of it.
    package func disclose(_ statement: Statement, now: Timestamp) -> (projection: Projection, disclosure: Disclosure?) {
        disclose(statement.content, recordID: statement.id, updatedAt: statement.updatedAt.timestamp, now: now)
    }

    /// The same for content whose references were rewritten for this audience.
    /// - Parameter end: when something that the content names ceases to be visible there; the disclosure expires no
    ///   later.
    package func disclose(
        _ content: Content, recordID: RecordID, updatedAt: Timestamp, until end: Timestamp? = nil, now: Timestamp
    ) -> (projection: Projection, disclosure: Disclosure?) {
        let projection = project(content, updatedAt: updatedAt, now: now)
        guard let content = projection.content, let expires = projection.expires else { return (projection, nil) }
        return (
            projection,
            Disclosure(
                recordID: recordID, audience: audience.id, agreement: agreement.id, version: agreement.version,
                content: content, clauses: projection.clauses, expires: min(expires, end ?? expires))
        )
    }
}
