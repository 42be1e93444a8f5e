import ComityAgreement
import ComityCore
import ComityFeed
import ComityNode
import ComityRecords
import ComityReference
import ComityStore

/// Compares what every stopped node really holds with what the slow reference policy allows: the two share no code
/// with each other. Specs/agreement.md
struct DemoLeakCheck {
    private let nodes: [AgencyID: Node]
    private let now: Timestamp

    init(_ nodes: [Node], now: Timestamp) {
        self.nodes = Dictionary(nodes.map { ($0.agency, $0) }, uniquingKeysWith: { first, _ in first })
        self.now = now
    }

    /// How many fields some partner holds that it may not.
    func leakedFields() throws -> Int {
        var leaked = 0
        for origin in nodes.values {
            for feed in origin.book.ownFeeds {
                let policy = ReferencePolicy(
                    agreement: feed.agreement, origin: origin.agency, members: feed.audience.members,
                    tokenKey: origin.identity.tokenKey(of: feed.agreement.id))
                for member in feed.audience.members {
                    guard let partner = nodes[member] else { continue }
                    leaked += try leakedFields(at: partner, of: feed.id, from: origin, policy)
                }
            }
        }
        // A feed that no agreement calls for must not be held at all.
        for partner in nodes.values {
            for log in try partner.store.logs() where !log.isOwn {
                let isCalledFor = nodes[log.feed.origin]?.book.ownFeeds.contains { $0.id == log.feed } ?? false
                if !isCalledFor {
                    try partner.store.forEachView(of: log) { _ in
                        leaked += 1; return true
                    }
                }
            }
        }
        return leaked
    }

    private func leakedFields(
        at partner: Node, of feed: FeedID, from origin: Node, _ policy: ReferencePolicy
    ) throws -> Int {
        guard let held = try partner.store.log(feed), let own = try origin.store.log(feed) else { return 0 }
        var leaked = 0
        try partner.store.forEachView(of: held) { view in
            guard let content = try partner.store.content(of: view, in: held)?.content else { return true }
            leaked += try leakedFields(content, handle: view.handle, own, origin, policy)
            return true
        }
        return leaked
    }

    private func leakedFields(
        _ held: Content, handle: Handle, _ own: StoredLog, _ origin: Node, _ policy: ReferencePolicy
    ) throws -> Int {
        guard let number = try origin.store.record(of: handle, in: own),
            let record = try origin.store.record(number: number), record.retraction == nil,
            let allowed = policy.project(
                record.statement.content, updatedAt: record.statement.updatedAt.timestamp, now: now)
        else { return held.fields.count }
        // A link's ends are named by handles on the wire: what they name is compared by the feed, not here.
        let isLink = held.type == .link
        return held.fields.count { field in
            if isLink, field.number == .linkFrom || field.number == .linkTo { return false }
            return !allowed.content.fields.contains(field)
        }
    }
}
