import ComityNode
import ComityStore

/// Has a node read all of its store again, as `audit verify` does.
package enum StoreChecker {
    /// What is wrong, in words; empty if the store agrees with itself.
    package static func faults(of node: SimulatedNode) throws -> [String] {
        var verification = try node.node.storeVerification()
        var faults: [String] = []
        while true {
            let (found, isDone) = try verification.read(atMost: NodeLimits.itemsPerStep)
            faults += found.map { "store of \(node.agency): \($0.table) \($0.place): \($0.reason)" }
            if isDone { return faults }
        }
    }
}
