package import ComityCore

/// One view or own record, as linkage and the review queue name it.
package struct RecordRef: Hashable, Comparable, Sendable {
    /// The log of the view; 0 for a record of this agency.
    package let log: Int64
    /// The handle in that log, or the number of the own record.
    package let handle: Int64

    package static let ownLog: Int64 = 0

    package init(log: Int64, handle: Int64) {
        self.log = log
        self.handle = handle
    }

    package static func < (left: RecordRef, right: RecordRef) -> Bool {
        (left.log, left.handle) < (right.log, right.handle)
    }
}

/// Two records that may be one person, and what was decided about them.
package struct StoredPair: Sendable {
    package enum Decision: Int64, Sendable {
        case proposed = 0
        case confirmed = 1
        case rejected = 2
    }

    package let id: [UInt8]
    package let left: RecordRef
    package let right: RecordRef
    /// Match weight in log2 units.
    package let weight: Double
    package let probability: Double
    package var decision: Decision
    package var decidedBy: String?
    package var decidedAt: Timestamp?
    package var note: String?
    /// How the weight came about, field by field, encoded by the node.
    package let trace: [UInt8]

    package static let idBytes = 8

    package init(
        id: [UInt8], left: RecordRef, right: RecordRef, weight: Double, probability: Double, decision: Decision,
        decidedBy: String? = nil, decidedAt: Timestamp? = nil, note: String? = nil, trace: [UInt8]
    ) {
        self.id = id
        self.left = left
        self.right = right
        self.weight = weight
        self.probability = probability
        self.decision = decision
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.note = note
        self.trace = trace
    }
}
