import ComityAgreement
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityNode
import ComityRecords
import ComityStore
import ComitySync

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
    /// Batches that each member sent, and of which life of its store: a restored one does not know of earlier ones.
    private var sentBatches: [AgencyID: (restores: Int, count: Int)] = [:]
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
        let allowed = try Judgement(node: node, now: now)
            .expectation(of: record, agreement, members: audience.members, log: log) {
                try isDisclosed($0, in: log, of: node)
            }
        if !Self.agree(shown.content, allowed?.content) {
            report("\(node.agency) leaf \(leaf) of \(log.feed) says more or less than the reference allows")
        }
        if record.isVictim { report("\(node.agency) disclosed a victim in leaf \(leaf) of \(log.feed)") }
    }

    /// Whether a leaf says what it may. Of two records that one step begins to disclose, the first does not name the
    /// second yet: who names whom may come later, and the end of the world tells whether it came.
    private static func agree(_ shown: Content, _ allowed: Content?) -> Bool {
        guard var allowed else { return false }
        let names = shown[.sameAs]
        guard names.allSatisfy(allowed[.sameAs].contains) else { return false }
        allowed.set(.sameAs, to: names)
        return allowed == shown
    }

    /// Whether a feed says something of an own record, whatever that is.
    private func isDisclosed(_ record: Int64, in log: StoredLog, of node: SimulatedNode) throws -> Bool {
        guard let handle = try node.store.projection(of: record, in: log)?.handle,
            let view = try node.store.view(handle, of: log)
        else { return false }
        return view.state == .visible && view.expires.map { $0 > world.clock(of: node.agency) } ?? true
    }

    // MARK: What is sent

    /// How many batches a member sent since its database was last replaced by an older one.
    package func sent(by node: SimulatedNode) -> Int {
        guard let sent = sentBatches[node.agency], sent.restores == node.restores else { return 0 }
        return sent.count
    }

    /// Of a frame: its length, and its type in the last byte.
    private static let headerBytes = 5

    /// Looks at a message that a member sends. A batch of its own feed leaves only while no restriction waits: whatever
    /// the feed says of a record, the reference must let leave now.
    package func look(sending bytes: [UInt8], from agency: AgencyID) throws {
        guard let node = world.nodes[agency], bytes.count > Self.headerBytes,
            bytes[Self.headerBytes - 1] == FrameType.batch.rawValue
        else { return }
        let batch = try UnverifiedBatch(decoding: Array(bytes[Self.headerBytes...]))
        sentBatches[agency] = (node.restores, sent(by: node) + 1)
        guard batch.feed.origin == agency, let log = try node.store.log(batch.feed), log.epoch == batch.epoch else {
            return
        }
        guard let agreement = node.node.book.inForce[batch.feed.agreement],
            let audience = agreement.audiences(from: agency).first(where: { $0.id == batch.feed.audience })
        else { return report("\(agency) sends \(batch.feed), which has ended") }
        // A clock that fell back behind the version's first instant takes nothing back.
        let judgement = Judgement(node: node, now: max(world.clock(of: agency), agreement.effective))
        try node.store.forEachView(of: log) { view in
            guard view.expires.map({ $0 > judgement.now }) ?? true,
                let shown = try node.store.content(of: view, in: log)?.content,
                let number = try node.store.record(of: view.handle, in: log),
                let record = try node.store.record(number: number)
            else { return true }
            let allowed = try judgement.expectation(of: record, agreement, members: audience.members, log: log) {
                try isDisclosed($0, in: log, of: node)
            }
            if !Set(shown.fields.map(\.number)).isSubset(of: allowed?.content.fields.map(\.number) ?? []) {
                let type = record.statement.content.type
                report("\(agency) sends \(batch.feed) while its record \(number), a \(type), may say less")
            }
            return true
        }
        try look(atLeavesOf: batch, log: log, node: node) { record in
            try judgement.expectation(of: record, agreement, members: audience.members, log: log) {
                try isDisclosed($0, in: log, of: node)
            }?.content
        }
    }

    /// What the batch itself carries, which the store need not hold any more: nothing of a record that is not shown,
    /// and no field that it may not have now.
    private func look(
        atLeavesOf batch: UnverifiedBatch, log: StoredLog, node: SimulatedNode,
        allowed: (StoredRecord) throws -> Content?
    ) throws {
        let range = try CompactRange(0, batch.start.value) {
            try node.store.nodeHash(of: log, level: UInt64($0.level), place: $0.index)
        }
        let opened = try open(batch, extending: range, key: node.nodeKey.publicKey)
        for case .live(let index, _, _, _, let body) in opened.leaves {
            let fields: [FieldNumber]
            switch body {
            case .state(let entry): fields = entry.content.fields.map(\.number)
            case .patch(let entry): fields = entry.patch.set.map(\.number)
            default: continue
            }
            guard let handle = body.handle, let number = try node.store.record(of: handle, in: log),
                let record = try node.store.record(number: number), let content = try allowed(record)
            else {
                report("\(node.agency) sends leaf \(index) of \(log.feed), of a record that is not shown now")
                continue
            }
            if !Set(fields).isSubset(of: content.fields.map(\.number)) {
                report("\(node.agency) sends leaf \(index) of \(log.feed), which says more than may be said now")
            }
        }
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
    var isVictim: Bool { statement.content.isVictim }
}

extension Content {
    var isVictim: Bool {
        self[.subjectCategory].contains { $0.value == .text("victim") }
            || self[.victimProtected].contains { $0.value == .boolean(true) }
    }
}
