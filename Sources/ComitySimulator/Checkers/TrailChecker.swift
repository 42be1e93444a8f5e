import ComityAudit
import ComityCore
import ComityCrypto
import ComityMerkle
import ComityNode
import ComityStore

/// Rehashes a node's audit trail with the verifier that auditors use.
///
/// Events that were lost with a database are told by the trail and no fault here: the world replaces databases.
package enum TrailChecker {
    /// What is wrong, in words; empty if the trail verifies, but for losses that it tells of.
    package static func faults(of node: SimulatedNode) throws -> [String] {
        let trail = node.node.trail
        let store = node.store
        let end = try store.auditEnd()
        var verifier = TrailVerifier(
            trail, key: node.nodeKey.publicKey,
            checkpoints: try store.auditHeads().map { (place: "size \($0.size)", note: $0.note) },
            remembered: store.signedSizes.marks(ofAllEpochs: trail.originPrefix).map { epoch, mark in
                ExpectedRoot(file: "signed", place: "epoch \(epoch)", size: mark.size, root: mark.root)
            }
        ) { try store.auditTile($0, end: end) }
        try store.forEachAuditEvent { index, event, _ in
            try verifier.add(index, event, list: try store.auditList(index))
            return true
        }
        return try verifier.finish().faults.map { "trail of \(node.agency): \($0.file) \($0.place): \($0.reason)" }
    }
}
