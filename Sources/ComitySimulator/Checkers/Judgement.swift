package import ComityAgreement
package import ComityCore
import ComityFeed
import ComityNode
package import ComityRecords
import ComityReference
import ComityStore

/// What a node should let leave, decided by the reference policy from what its store holds. The simulator's judge.
package struct Judgement {
    /// What one feed should show of one record.
    package struct Expectation: Sendable {
        package let record: Int64
        package let content: Content
        package let permits: [ClauseID]
    }

    let node: SimulatedNode
    let now: Timestamp

    package init(node: SimulatedNode, now: Timestamp) {
        self.node = node
        self.now = now
    }

    /// The versions that govern at this node now and name it, by the agreement room's rule.
    package func inForce() throws -> [Agreement] {
        let stored = try node.store.agreements()
        let notices = try node.store.notices().map(\.notice)
        return Dictionary(grouping: stored, by: { $0.signed.agreement.id }).values.compactMap { versions in
            let governing = InForce.governing(versions.map(\.signed), notices: notices, at: now)?.agreement
            return governing?.party(node.agency) == nil ? nil : governing
        }
    }

    /// What each record looks like in one audience now; records that are withheld are left out.
    package func expected(_ agreement: Agreement, members: [AgencyID]) throws -> [Int64: Expectation] {
        let policy = ReferencePolicy(
            agreement: agreement, origin: node.agency, members: members, tokenKey: [])
        let audience = Audience(origin: node.agency, agreement: agreement.id, members: members)
        let feed = FeedID(origin: node.agency, agreement: agreement.id, audience: audience.id)
        guard let log = try node.store.log(feed) else { return [:] }
        var expected: [Int64: Expectation] = [:]
        var links: [StoredRecord] = []
        try node.store.forEachRecord { record in
            guard record.retraction == nil else { return true }
            if record.statement.content.type == .link {
                links.append(record)
            } else {
                expected[record.number] = project(record, record.statement.content, policy)
            }
            return true
        }
        for link in links {
            guard let content = try wire(link.statement.content, log, expected) else { continue }
            expected[link.number] = project(link, content, policy)
        }
        return expected
    }

    private func project(_ record: StoredRecord, _ content: Content, _ policy: ReferencePolicy) -> Expectation? {
        policy.project(content, updatedAt: record.statement.updatedAt.timestamp, now: now)
            .map { Expectation(record: record.number, content: $0.content, permits: $0.permits) }
    }

    /// A link with its ends named as partners know them; nil while an end is withheld.
    private func wire(
        _ content: Content, _ log: StoredLog, _ expected: [Int64: Expectation]
    ) throws -> Content? {
        var wired = content
        for field in [FieldNumber.linkFrom, .linkTo] {
            guard let value = content.value(field), case .local(let id)? = RecordReference(value) else { return nil }
            guard let end = try node.store.record(id), expected[end.number] != nil,
                let handle = try node.store.projection(of: end.number, in: log)?.handle
            else { return nil }
            wired.set(
                field,
                to: RecordReference.wire(agency: node.agency, agreement: log.feed.agreement, handle: handle).value)
        }
        return wired
    }
}
