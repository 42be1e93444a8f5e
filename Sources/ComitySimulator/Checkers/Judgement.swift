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
            let standing = InForce.standing(
                of: node.agency, under: versions.map(\.signed),
                notices: notices.filter { $0.agreement == versions[0].signed.agreement.id }, at: now)
            if case .inForce(let governing) = standing { return governing }
            return nil
        }
    }

    /// What each record looks like in one audience now; records that are withheld are left out.
    ///
    /// Who may be named depends on who is shown, and that again on who may be named: it is decided in rounds, from
    /// nobody on, until nothing changes.
    package func expected(_ agreement: Agreement, members: [AgencyID]) throws -> [Int64: Expectation] {
        let audience = Audience(origin: node.agency, agreement: agreement.id, members: members)
        let feed = FeedID(origin: node.agency, agreement: agreement.id, audience: audience.id)
        guard let log = try node.store.log(feed) else { return [:] }
        var records: [StoredRecord] = []
        try node.store.forEachRecord { record in
            if record.retraction == nil { records.append(record) }
            return true
        }
        var expected: [Int64: Expectation] = [:]
        while true {
            let shown = expected
            for record in records {
                expected[record.number] = try expectation(of: record, agreement, members: members, log: log) {
                    shown[$0] != nil
                }
            }
            if shown.mapValues(\.content) == expected.mapValues(\.content) { return expected }
        }
    }

    /// What one record looks like in one audience now.
    /// - Parameter isShown: whether that audience is shown the own record of a number.
    func expectation(
        of record: StoredRecord, _ agreement: Agreement, members: [AgencyID], log: StoredLog,
        isShown: (Int64) throws -> Bool
    ) throws -> Expectation? {
        guard record.retraction == nil else { return nil }
        let policy = ReferencePolicy(
            agreement: agreement, origin: node.agency, members: members,
            tokenKey: node.node.identity.tokenKey(of: agreement.id))
        let content = try policy.naming(record.statement.content) {
            try handle(of: $0, agreement, in: log, isShown)
        }
        guard let content else { return nil }
        return policy.project(content, updatedAt: record.statement.updatedAt.timestamp, now: now)
            .map { Expectation(record: record.number, content: $0.content, permits: $0.permits) }
    }

    /// The handle of a record in the feed of its holder, while it is shown there.
    private func handle(
        of reference: RecordReference, _ agreement: Agreement, in log: StoredLog, _ isShown: (Int64) throws -> Bool
    ) throws -> Handle? {
        switch reference {
        case .local(let id):
            guard let record = try node.store.record(id), try isShown(record.number) else { return nil }
            return try node.store.projection(of: record.number, in: log)?.handle
        case .wire(node.agency, _, let handle):
            guard let number = try node.store.record(of: handle, in: log), try isShown(number) else { return nil }
            return handle
        case .wire(let origin, _, let handle):
            let shown = ReferencePolicy.audiences(agreement, from: origin).first { $0.contains(node.agency) }
            guard let shown else { return nil }
            let audience = Audience(origin: origin, agreement: agreement.id, members: shown.sorted())
            let feed = FeedID(origin: origin, agreement: agreement.id, audience: audience.id)
            return try ConvergenceChecker.shown(feed, at: node, now: now)[handle] == nil ? nil : handle
        }
    }
}
