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
            let named = try policy.naming(record.statement.content, handle: { try self.handle(of: $0, own, origin) }),
            let allowed = policy.project(named, updatedAt: record.statement.updatedAt.timestamp, now: now)
        else { return held.fields.count }
        return held.fields.count { !allowed.content.fields.contains($0) }
    }

    /// The handle of a record in the feed of its holder, while the origin shows it there or is shown it.
    private func handle(of reference: RecordReference, _ own: StoredLog, _ origin: Node) throws -> Handle? {
        switch reference {
        case .local(let id):
            guard let record = try origin.store.record(id),
                let projection = try origin.store.projection(of: record.number, in: own), projection.digest != nil
            else { return nil }
            return projection.handle
        case .wire(origin.agency, _, let handle):
            let number = try origin.store.record(of: handle, in: own)
            return try number.flatMap { try origin.store.projection(of: $0, in: own) }?.digest == nil ? nil : handle
        case .wire(let holder, let agreement, let handle):
            let isShown = try origin.store.logs().contains { log in
                guard log.feed.origin == holder, log.feed.agreement == agreement,
                    let view = try origin.store.view(handle, of: log)
                else { return false }
                return view.state == .visible
            }
            return isShown ? handle : nil
        }
    }
}
