import ComityAgreement
package import ComityCore
package import ComityFeed
import ComityNode
package import ComityRecords
import ComityReference
import ComityStore

/// After quiescence every member of an audience shows exactly what the reference says of every record of its origin.
package struct ConvergenceChecker {
    let world: World

    package init(_ world: World) { self.world = world }

    /// What differs, in words; empty if all is as it should be.
    package func differences() throws -> [String] {
        var differences: [String] = []
        for agency in world.nodes.keys.sorted() {
            guard let origin = world.nodes[agency] else { continue }
            let judgement = Judgement(node: origin, now: world.clock(of: agency))
            var live: Set<FeedID> = []
            for agreement in try judgement.inForce() {
                for members in ReferencePolicy.audiences(agreement, from: agency) {
                    let members = members.sorted()
                    let id = Audience(origin: agency, agreement: agreement.id, members: members).id
                    let feed = FeedID(origin: agency, agreement: agreement.id, audience: id)
                    live.insert(feed)
                    let expected = try judgement.expected(agreement, members: members)
                    for member in members where world.nodes[member] != nil {
                        differences += try compare(feed, expected, origin: origin, at: world[member])
                    }
                }
            }
            differences += try leftovers(of: agency, live: live)
        }
        return differences
    }

    private func compare(
        _ feed: FeedID, _ expected: [Int64: Judgement.Expectation], origin: SimulatedNode, at member: SimulatedNode
    ) throws -> [String] {
        let now = world.clock(of: member.agency)
        let shown = try Self.shown(feed, at: member, now: now)
        guard let log = try origin.store.log(feed) else { return ["\(origin.agency) never opened \(feed)"] }
        var differences: [String] = []
        var named: Set<Handle> = []
        for (number, expectation) in expected.sorted(by: { $0.key < $1.key }) {
            let handle = try origin.store.projection(of: number, in: log)?.handle
            if let handle { named.insert(handle) }
            let seen = handle.flatMap { shown[$0] }
            if seen == nil { differences.append("\(member.agency) lacks record \(number) of \(feed)") }
            if let seen, seen != expectation.content {
                differences.append("\(member.agency) shows record \(number) of \(feed) otherwise than it is")
            }
        }
        for handle in shown.keys.sorted() where !named.contains(handle) {
            differences.append("\(member.agency) still shows \(handle) of \(feed)")
        }
        if try Self.held(feed, at: member, now: now) != shown {
            differences.append("\(member.agency) holds views of \(feed) that it must mask")
        }
        return differences
    }

    /// Feeds that nothing in force calls for show nothing. Of a suspended agreement the views stay, but nobody serves
    /// them.
    private func leftovers(of origin: AgencyID, live: Set<FeedID>) throws -> [String] {
        var leftovers: [String] = []
        for agency in world.nodes.keys.sorted() {
            let node = world[agency]
            for log in try node.store.logs() where log.feed.origin == origin && !log.isOwn && !live.contains(log.feed) {
                let count = try Self.held(log.feed, at: node, now: world.clock(of: agency)).count
                if node.node.book.members(of: log.feed) != nil {
                    leftovers.append("\(agency) serves \(log.feed), which its origin does not")
                } else if count > 0, !log.isResting {
                    leftovers.append("\(agency) holds \(count) views of \(log.feed), which has ended")
                }
            }
        }
        return leftovers
    }

    /// The views of a feed that a member could show now, if nothing masked them.
    package static func held(_ feed: FeedID, at node: SimulatedNode, now: Timestamp) throws -> [Handle: Content] {
        guard let log = try node.store.log(feed) else { return [:] }
        var held: [Handle: Content] = [:]
        try node.store.forEachView(of: log) { view in
            if view.expires.map({ $0 > now }) ?? true {
                held[view.handle] = try node.store.content(of: view, in: log)?.content
            }
            return true
        }
        return held
    }

    /// The views that a member shows of a feed now to whoever reads there.
    package static func shown(_ feed: FeedID, at node: SimulatedNode, now: Timestamp) throws -> [Handle: Content] {
        guard let log = try node.store.log(feed) else { return [:] }
        var shown: [Handle: Content] = [:]
        try node.store.forEachView(of: log) { view in
            shown[view.handle] = try node.node.shownContent(of: view, in: log, now: now)?.content
            return true
        }
        return shown
    }
}
