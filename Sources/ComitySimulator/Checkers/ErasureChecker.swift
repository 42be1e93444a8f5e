import ComityAgreement
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComityStore

/// What was taken back is gone: nobody can read it in the store, and linkage has let go of it.
package enum ErasureChecker {
    /// What is still there, in words; empty if nothing is.
    package static func faults(of node: SimulatedNode, now: Timestamp) throws -> [String] {
        var faults: [String] = []
        for log in try node.store.logs() {
            for index in 0..<log.size.value {
                guard let stored = try node.store.entry(LeafIndex(index), of: log) else { continue }
                let body = try EntryBody(decoding: stored.encodedBody)
                guard body.kind == .state || body.kind == .patch, let handle = body.handle,
                    let view = try node.store.view(handle, of: log),
                    view.state == .withdrawn || !view.leaves.all.contains(LeafIndex(index))
                else { continue }
                faults.append("\(node.agency) can still read leaf \(index) of \(log.feed), which was erased")
            }
        }
        for pair in try node.store.pairs(decision: .proposed, limit: pairsLookedAt) {
            for ref in [pair.left, pair.right] {
                guard let fault = try fault(of: ref, at: node, now: now) else { continue }
                faults.append("\(node.agency) proposes a match of \(fault)")
            }
        }
        return faults
    }

    /// More than any run makes.
    private static let pairsLookedAt = 10_000

    /// Why a record must not be linked.
    private static func fault(of ref: RecordRef, at node: SimulatedNode, now: Timestamp) throws -> String? {
        if ref.log == RecordRef.ownLog {
            guard let record = try node.store.record(number: ref.handle), record.retraction == nil else {
                return "a record that is gone"
            }
            if node.card.card.agencyClass == "victim-service" { return "a provider's record" }
            return record.isVictim ? "a victim" : nil
        }
        guard let log = try node.store.log(number: ref.log),
            let view = try node.store.view(try Handle(UInt64(ref.handle)), of: log), view.state == .visible,
            view.expires.map({ $0 > now }) ?? true, let content = try node.store.content(of: view, in: log)?.content
        else { return "a view that is gone" }
        let agreement = node.node.book.inForce[log.feed.agreement]
        if agreement?.party(log.feed.origin)?.partyClass == .victimService { return "a provider's view" }
        return content.isVictim ? "a victim's view" : nil
    }
}
