import ComityAudit
import ComityCore
import ComityFeed
import ComityStore

/// The handles of one own record in our feeds: the lists of the audit trail name it by them.
struct DisclosedNames {
    private let handles: [FeedID: Handle]

    init(of record: StoredRecord, at node: Node) throws {
        var handles: [FeedID: Handle] = [:]
        for (number, projection) in try node.store.projections(of: record.number) {
            if let log = try node.store.log(number: number) { handles[log.feed] = projection.handle }
        }
        self.handles = handles
    }

    /// What an event's list says of the record: nothing, unless it tells that something of ours was disclosed or sent.
    func items(of event: AuditEvent, at index: LeafIndex, in node: Node) throws -> [DisclosureList.Item] {
        guard event.kind == .disclosed || event.kind == .batchSent, event[.via] == nil,
            let agreement = event.agreement, case .audience(let audience)? = event[.audience],
            let handle = handles[FeedID(origin: node.agency, agreement: agreement, audience: audience)],
            let kept = try node.store.auditList(index)
        else { return [] }
        let list = try DisclosureList(decoding: kept.bytes)
        return (0..<list.count).map { list[$0] }.filter { $0.handle == handle }
    }
}
