/// A set of fields, for the rules of each kind.
struct AuditFieldSet: Equatable, Sendable {
    private(set) var bits: UInt64 = 0

    init(_ tags: [AuditField.Tag]) { for tag in tags { insert(tag) } }

    mutating func insert(_ tag: AuditField.Tag) { bits |= 1 << UInt64(tag.rawValue) }
    func contains(_ tag: AuditField.Tag) -> Bool { bits & 1 << UInt64(tag.rawValue) != 0 }
    func isSuperset(of other: AuditFieldSet) -> Bool { bits & other.bits == other.bits }

    /// The fields in order of their numbers.
    var tags: [AuditField.Tag] { AuditField.Tag.allCases.filter(contains) }

    func union(_ other: AuditFieldSet) -> AuditFieldSet {
        var union = self
        union.bits |= other.bits
        return union
    }
}

/// Which fields an event of a kind must have and may have besides. Specs/audit.md#kinds
struct AuditEventRule: Sendable {
    let required: AuditFieldSet
    let allowed: AuditFieldSet

    private init(_ required: [AuditField.Tag], may optional: [AuditField.Tag] = []) {
        self.required = AuditFieldSet(required)
        allowed = self.required.union(AuditFieldSet(optional))
    }

    /// The rule of a kind. Complexity: O(1); computed once a process.
    static func of(_ kind: AuditEventKind) -> AuditEventRule { rules[Int(kind.rawValue)]! }

    private static let rules: [AuditEventRule?] = {
        var rules = [AuditEventRule?](repeating: nil, count: 1 + Int(AuditEventKind.allCases.map(\.rawValue).max()!))
        for kind in AuditEventKind.allCases { rules[Int(kind.rawValue)] = make(kind) }
        return rules
    }()

    private static let who: [AuditField.Tag] = [.user, .purpose, .caseNumber]

    private static func make(_ kind: AuditEventKind) -> AuditEventRule {
        switch kind {
        case .disclosed:
            .init([.agreement, .audience, .epoch, .begin, .end, .count, .commitment], may: [.version, .reason])
        case .withheld: .init([.agreement, .audience, .count, .commitment], may: [.version, .reason])
        case .batchSent:
            .init(
                [.agency, .agreement, .audience, .epoch, .begin, .end, .count, .commitment, .root],
                may: [.via, .version])
        case .batchAcknowledged: .init([.agency, .agreement, .audience, .epoch, .end], may: [.event])
        case .batchReceived:
            .init(
                [.agency, .agreement, .audience, .epoch, .begin, .end, .count, .refused, .root],
                may: [.via, .version])
        case .batchRefused: .init([.agency, .reason], may: [.via, .agreement, .audience, .epoch, .begin, .end])
        case .entryRefused:
            .init([.agency, .agreement, .epoch, .leaf, .reason], may: [.audience, .handle, .clauses, .version])
        case .receiptSent, .receiptReceived:
            .init([.agency, .agreement, .reason], may: [.audience, .epoch, .leaf, .end, .count, .handle, .order])
        case .strangerRefused: .init([.reason, .count], may: [.pin, .since])
        case .peerRefused: .init([.agency, .reason], may: [.pin, .count, .since])
        case .heartbeatAlarm: .init([.agency, .since], may: [.agreement, .audience, .epoch])
        case .forkProved: .init([.agency, .epoch, .end, .digest], may: [.agreement, .audience])
        case .epochOpened: .init([.epoch, .end, .root, .reason], may: [.agency, .agreement, .audience])
        case .agreementProposed, .agreementSigned: .init([.agreement, .version, .digest, .agency], may: [.user])
        case .agreementInForce: .init([.agreement, .version, .digest])
        case .agreementSuspended, .agreementResumed:
            .init([.agreement, .version, .agency], may: [.user, .reason, .digest])
        case .agreementEnded: .init([.agreement, .version, .reason], may: [.agency, .digest])
        case .recordAdded, .recordEdited: .init([.record, .commitment], may: who + [.event])
        case .recordRetracted: .init([.record, .reason], may: who)
        case .importFinished: .init([.commitment, .count, .updated, .refused], may: who)
        case .importUndone: .init([.commitment, .count], may: who)
        case .purgeOrdered: .init([.order, .count], may: who + [.record, .agreement, .commitment, .reason])
        case .purged: .init([.count], may: [.order, .agency, .agreement, .audience, .epoch, .commitment, .record])
        case .queried: .init([.user, .commitment, .count], may: [.purpose, .caseNumber, .event])
        case .recordShown:
            .init([.user], may: [.purpose, .caseNumber, .record, .agency, .agreement, .handle])
        case .recordsExported: .init([.user, .count], may: [.purpose, .caseNumber, .event])
        case .trailRead:
            .init(
                [.user],
                may: [.purpose, .caseNumber, .begin, .end, .count, .record, .agency, .agreement, .handle])
        case .matchProposed: .init([.match], may: [.digest, .count, .agency, .agreement])
        case .matchConfirmed, .matchRejected, .matchUndone: .init([.match], may: who + [.commitment])
        case .matchSuspended: .init([.match])
        case .matchTrained: .init([.digest, .count], may: who)
        case .cardImported, .cardReplaced: .init([.agency, .sequence, .digest], may: [.user])
        case .keyRotated: .init([.agency, .digest], may: [.sequence, .user])
        case .commandGiven: .init([.command], may: who + [.commitment, .reason])
        case .nodeStarted: .init([], may: [.reason, .end])
        case .nodeStopped: .init([], may: [.reason, .end])
        case .backupMade, .storeRestored: .init([.end, .root], may: [.user, .epoch])
        case .padding: .init([])
        }
    }
}

extension AuditEventKind {
    /// The fields that an event of this kind must have, and those it may have.
    package var fieldNames: (required: [String], optional: [String]) {
        let rule = AuditEventRule.of(self)
        return (
            rule.required.tags.map(\.name),
            rule.allowed.tags.filter { !rule.required.contains($0) }.map(\.name)
        )
    }
}
