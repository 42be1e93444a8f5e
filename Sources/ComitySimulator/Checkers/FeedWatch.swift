import ComityAgreement
package import ComityCore
import ComityFeed
import ComityMerkle
import ComityNode
import ComityRecords
import ComityReference
import ComityStore

/// Watches every feed as it grows: what an origin appends must be what the reference lets leave at that instant, and
/// what a replica holds must be a prefix of what the origin wrote.
package final class FeedWatch {
    private struct Key: Hashable {
        let feed: FeedID
        let epoch: Epoch
    }

    /// What an origin wrote: the roots that its log ever had at each size, the range that goes on, what it signed.
    private struct Written {
        var range = CompactRange()
        var roots: [UInt64: Set<Digest>] = [0: [CompactRange().root]]
        var signed: [UInt64: Digest] = [:]

        mutating func append(_ hash: Digest) {
            range.append(hash)
            roots[range.end, default: []].insert(range.root)
        }
    }

    private unowned let world: World
    private var written: [Key: Written] = [:]
    private var checked: [AgencyID: [Key: TreeSize]] = [:]
    package private(set) var violations: [String] = []
    /// Leaves of honest origins that were compared with the reference.
    package private(set) var judgedLeaves = 0

    package init(_ world: World) { self.world = world }

    /// Looks at what a member has done. Complexity: O(new leaves · records).
    package func look(at agency: AgencyID) throws {
        guard let node = world.nodes[agency] else { return }
        for log in try node.store.logs() {
            if log.isOwn { try lookAtOwn(log, of: node) } else { try lookAtReplica(log, of: node) }
        }
    }

    /// A node's database was replaced by an older one: what it wrote and never signed may be written anew.
    package func wasRestored(_ agency: AgencyID) throws {
        checked[agency] = nil
        let store = world[agency].store
        for key in written.keys where key.feed.origin == agency { written[key]?.range = CompactRange() }
        for log in try store.logs() where log.isOwn {
            let key = Key(feed: log.feed, epoch: log.epoch)
            guard var known = written[key] else { continue }
            known.range = CompactRange()
            for index in 0..<log.size.value { known.append(try store.nodeHash(of: log, level: 0, place: index)) }
            written[key] = known
        }
    }

    private func lookAtOwn(_ log: StoredLog, of node: SimulatedNode) throws {
        let key = Key(feed: log.feed, epoch: log.epoch)
        var known = written[key] ?? Written()
        let start = known.range.end
        if let head = try node.store.newestHead(of: log), known.signed[head.size.value] != head.root {
            if known.signed[head.size.value] != nil {
                report("\(node.agency) signed two roots of \(log.feed) at \(head.size)")
            }
            known.signed[head.size.value] = head.root
            written[key] = known
        }
        guard start < log.size.value else { return }
        for index in start..<log.size.value {
            known.append(try node.store.nodeHash(of: log, level: 0, place: index))
        }
        if known.range.root != log.root { report("\(node.agency) rewrote \(log.feed) below \(log.size)") }
        written[key] = known
        for index in start..<log.size.value { try judge(LeafIndex(index), of: log, node: node) }
    }

    /// The newest leaf about a record must say what the reference says.
    private func judge(_ leaf: LeafIndex, of log: StoredLog, node: SimulatedNode) throws {
        guard let stored = try node.store.entry(leaf, of: log) else { return }
        let body = try EntryBody(decoding: stored.encodedBody)
        guard body.kind == .state || body.kind == .patch, let handle = body.handle,
            let view = try node.store.view(handle, of: log), view.leaves.newest == leaf,
            let shown = try node.store.content(of: view, in: log),
            let number = try node.store.record(of: handle, in: log), let record = try node.store.record(number: number)
        else { return }
        judgedLeaves += 1
        let now = world.clock(of: node.agency)
        guard let agreement = node.node.book.version(shown.version, of: log.feed.agreement),
            let audience = agreement.audiences(from: node.agency).first(where: { $0.id == log.feed.audience })
        else { return report("\(node.agency) disclosed \(handle) under a version without that audience") }
        if record.statement.content.type == .link { return }
        let policy = ReferencePolicy(
            agreement: agreement, origin: node.agency, members: audience.members, tokenKey: [])
        let allowed = policy.project(
            record.statement.content, updatedAt: record.statement.updatedAt.timestamp, now: now)
        if allowed?.content != shown.content {
            report("\(node.agency) leaf \(leaf) of \(log.feed) says more or less than the reference allows")
        }
        if record.isVictim { report("\(node.agency) disclosed a victim in leaf \(leaf) of \(log.feed)") }
    }

    private func lookAtReplica(_ log: StoredLog, of node: SimulatedNode) throws {
        let key = Key(feed: log.feed, epoch: log.epoch)
        guard checked[node.agency]?[key] != log.size else { return }
        checked[node.agency, default: [:]][key] = log.size
        guard world.nodes[log.feed.origin] != nil else { return }
        guard log.size == .zero || written[key]?.roots[log.size.value]?.contains(log.root) ?? false else {
            return report(
                "\(node.agency) holds \(log.size) leaves of \(log.feed)/\(log.epoch) that its origin never wrote")
        }
        if log.isFrozen { report("\(node.agency) froze the honest feed \(log.feed)") }
    }

    private func report(_ violation: String) {
        if violations.count < 20 { violations.append(violation) }
    }
}

extension StoredRecord {
    var isVictim: Bool {
        statement.content[.subjectCategory].contains { $0.value == .text("victim") }
            || statement.content[.victimProtected].contains { $0.value == .boolean(true) }
    }
}
