package import ComityCore

/// One fact of an event: an identifier, a number, a commitment, or a short text that the user was told is recorded.
/// Never a value of a record. Numbers are stable; names are the keys of JSON. Specs/audit.md#fields
package enum AuditField: Hashable, Sendable {
    /// The other agency: recipient, origin, or signer.
    case agency(AgencyID)
    /// The member that relayed.
    case via(AgencyID)
    case agreement(AgreementID)
    case version(UInt64)
    case audience(AudienceID)
    case epoch(Epoch)
    /// The first leaf of a range.
    case begin(UInt64)
    /// The leaf after the last of a range, or the size of a log.
    case end(UInt64)
    case leaf(LeafIndex)
    case handle(Handle)
    case record(RecordID)
    case count(UInt64)
    case updated(UInt64)
    case refused(UInt64)
    /// A salted commitment to what must not stand here.
    case commitment(Digest)
    case root(Digest)
    /// The digest of a signed public document: a card, an agreement, a fork proof.
    case digest(Digest)
    case clauses([ClauseID])
    case reason(ReasonCode)
    case command(ReasonCode)
    case user(AuditText)
    case purpose(AuditText)
    case caseNumber(AuditText)
    /// The id of a match: 1 to 32 bytes.
    case match([UInt8])
    case since(Timestamp)
    /// The SPKI pin of a certificate.
    case pin(Digest)
    case sequence(UInt64)
    /// The event of this trail that this one continues or closes.
    case event(LeafIndex)
    /// The opaque number of a purge order.
    case order(UInt64)

    /// The most clauses of one event.
    package static let clauseLimit = 256
    static let matchLimitBytes = 32

    /// The key of the field in the encoding.
    package var number: Int { tag.rawValue }
    /// The key of the field in JSON.
    package var name: String { tag.name }

    /// A field without its value.
    package enum Tag: Int, CaseIterable, Sendable {
        case agency = 1
        case via, agreement, version, audience, epoch, begin, end, leaf, handle, record, count, updated, refused
        case commitment, root, digest, clauses, reason, command, user, purpose, caseNumber, match, since, pin
        case sequence, event, order

        package var name: String { self == .caseNumber ? "case" : "\(self)" }
    }

    var tag: Tag {
        switch self {
        case .agency: .agency
        case .via: .via
        case .agreement: .agreement
        case .version: .version
        case .audience: .audience
        case .epoch: .epoch
        case .begin: .begin
        case .end: .end
        case .leaf: .leaf
        case .handle: .handle
        case .record: .record
        case .count: .count
        case .updated: .updated
        case .refused: .refused
        case .commitment: .commitment
        case .root: .root
        case .digest: .digest
        case .clauses: .clauses
        case .reason: .reason
        case .command: .command
        case .user: .user
        case .purpose: .purpose
        case .caseNumber: .caseNumber
        case .match: .match
        case .since: .since
        case .pin: .pin
        case .sequence: .sequence
        case .event: .event
        case .order: .order
        }
    }
}
