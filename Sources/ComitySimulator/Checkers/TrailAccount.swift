import ComityAudit
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// What a node's trail says, compared with what the node did: every statement and every leaf that it wrote, took over
/// or sent has its event.
package struct TrailAccount {
    private struct Key: Hashable {
        let origin: AgencyID
        let agreement: AgreementID
        let audience: AudienceID
        let epoch: Epoch
    }

    private let node: SimulatedNode
    private var sent = 0
    private var disclosed: [Key: [Range<UInt64>]] = [:]
    private var received: [Key: UInt64] = [:]
    private var added: Set<RecordID> = []
    private var retracted: Set<RecordID> = []
    private var faults: [String] = []

    /// What the trail of a node leaves out or tells twice, in words; empty if it tells everything.
    /// - Parameter sent: batches that the node has put onto its links in this life of its store.
    package static func faults(of node: SimulatedNode, sent: Int) throws -> [String] {
        var account = TrailAccount(node)
        try node.store.forEachAuditEvent { _, bytes, _ in
            account.add(try AuditEvent(decoding: bytes))
            return true
        }
        if account.sent < sent {
            account.faults.append("\(node.agency) sent \(sent) batches and tells of \(account.sent)")
        }
        for log in try node.store.logs() { try account.compare(log) }
        try node.store.forEachRecord { record in
            account.compare(record)
            return true
        }
        return account.faults
    }

    private init(_ node: SimulatedNode) { self.node = node }

    private mutating func add(_ event: AuditEvent) {
        let fields = AccountFields(event)
        switch event.kind {
        case .recordAdded: event.record.map { _ = added.insert($0) }
        case .recordRetracted: event.record.map { _ = retracted.insert($0) }
        case .batchSent: sent += 1
        case .disclosed:
            guard let key = key(fields, origin: node.agency), let range = fields.range else { return }
            if let last = disclosed[key]?.last, range.lowerBound < last.upperBound {
                faults.append("\(node.agency) tells leaf \(range.lowerBound) twice")
            }
            disclosed[key, default: []].append(range)
        case .batchReceived:
            guard let origin = fields.agency, let key = key(fields, origin: origin), let range = fields.range else {
                return
            }
            // A log that ended and came back begins again.
            if range.lowerBound != 0, range.lowerBound != received[key] {
                faults.append("\(node.agency) tells of leaf \(range.lowerBound) of \(origin) out of order")
            }
            received[key] = range.upperBound
        default: break
        }
    }

    private func key(_ fields: AccountFields, origin: AgencyID) -> Key? {
        guard let agreement = fields.agreement, let audience = fields.audience, let epoch = fields.epoch else {
            return nil
        }
        return Key(origin: origin, agreement: agreement, audience: audience, epoch: epoch)
    }

    private mutating func compare(_ record: StoredRecord) {
        let id = record.statement.id
        if !added.contains(id) { faults.append("\(node.agency) does not tell that it added \(id)") }
        if record.retraction != nil, !retracted.contains(id) {
            faults.append("\(node.agency) does not tell that it retracted \(id)")
        }
    }

    private mutating func compare(_ log: StoredLog) throws {
        let feed = log.feed
        let key = Key(origin: feed.origin, agreement: feed.agreement, audience: feed.audience, epoch: log.epoch)
        guard log.isOwn else {
            if log.size > .zero, received[key] != log.size.value {
                faults.append("\(node.agency) holds \(log.size) leaves of \(feed) and tells of \(received[key] ?? 0)")
            }
            return
        }
        let told = disclosed[key] ?? []
        for index in 0..<log.size.value where !told.contains(where: { $0.contains(index) }) {
            guard let stored = try node.store.entry(LeafIndex(index), of: log) else { continue }
            let kind = try EntryBody(decoding: stored.encodedBody).kind
            if kind != .agreement, kind != .census {
                faults.append("\(node.agency) does not tell leaf \(index) of \(feed)")
            }
        }
    }
}

/// The fields of an event that the account looks at.
private struct AccountFields {
    var agency: AgencyID?
    var agreement: AgreementID?
    var audience: AudienceID?
    var epoch: Epoch?
    private var begin: UInt64?
    private var end: UInt64?

    init(_ event: AuditEvent) {
        for field in event.fields {
            switch field {
            case .agency(let value): agency = value
            case .agreement(let value): agreement = value
            case .audience(let value): audience = value
            case .epoch(let value): epoch = value
            case .begin(let value): begin = value
            case .end(let value): end = value
            default: break
            }
        }
    }

    var range: Range<UInt64>? {
        guard let begin, let end, begin <= end else { return nil }
        return begin..<end
    }
}
