import ComityCore
import ComityCrypto
import ComityFeed
package import ComityStore

/// Reads every feed and statement of the store again, in pages. Specs/store.md#verification
package struct StoreVerification {
    private let node: Node
    private var logs: ArraySlice<Int64>
    private var present: LogVerifier?
    private var lastRecord: Int64 = 0

    init(of node: Node) throws {
        self.node = node
        logs = try node.store.logNumbers()[...]
    }

    /// Reads at most so many leaves or statements on.
    package mutating func read(atMost limit: Int) throws -> (faults: [StoreFault], isDone: Bool) {
        if let number = logs.first {
            if present == nil, let log = try node.store.log(number: number) { present = try node.verifier(of: log) }
            let read = try present?.read(atMost: limit)
            if read?.isDone ?? true {
                present = nil
                logs.removeFirst()
            }
            return (read?.faults ?? [], false)
        }
        let (faults, last) = try node.store.statementFaults(after: lastRecord, limit: limit)
        lastRecord = last ?? lastRecord
        return (faults, last == nil)
    }
}

extension Node {
    /// A reading of the whole store from its beginning.
    package func storeVerification() throws -> StoreVerification { try StoreVerification(of: self) }

    fileprivate func verifier(of log: StoredLog) throws -> LogVerifier {
        let card = (log.isOwn ? identity.card : cards[log.feed.origin])?.card
        return try LogVerifier(log, at: store, keys: card.map { [$0.nodeKey] + $0.retired.map(\.key) } ?? [])
    }
}
