package import ComityCore

/// Two records that may be one person, with what is said of them. Derived from scores and claims.
/// Specs/matching.md#claims
package struct StoredPair: Equatable, Sendable {
    package enum Decision: Int64, Sendable {
        case proposed = 0
        case confirmed = 1
        case rejected = 2
    }

    package let id: [UInt8]
    package let left: RecordRef
    package let right: RecordRef
    /// Match weight in log2 units; 0 where linkage does not compare them.
    package let weight: Double
    package let probability: Double
    /// How the weight came about, field by field, encoded by the node; empty where linkage does not compare them.
    package let trace: [UInt8]
    /// Whether linkage holds it for a match; else it is here for the sake of a claim.
    package let isScored: Bool
    package var decision: Decision
    /// Whether agencies contradict each other.
    package var isConflict: Bool
    /// Whether a claim ties one of the records to a victim's.
    package var isSuspended: Bool
    /// What is added to the weight in the order of the review list, in bits.
    package var urgency: Int64
    /// The earliest day of review of its records.
    package var due: Timestamp?
    package var assigned: String?

    package static let idBytes = 8

    package init(
        id: [UInt8], left: RecordRef, right: RecordRef, weight: Double, probability: Double, trace: [UInt8],
        isScored: Bool, decision: Decision, isConflict: Bool = false, isSuspended: Bool = false, urgency: Int64 = 0,
        due: Timestamp? = nil, assigned: String? = nil
    ) {
        self.id = id
        self.left = left
        self.right = right
        self.weight = weight
        self.probability = probability
        self.trace = trace
        self.isScored = isScored
        self.decision = decision
        self.isConflict = isConflict
        self.isSuspended = isSuspended
        self.urgency = urgency
        self.due = due
        self.assigned = assigned
    }

    /// Both records.
    package var ends: RecordPair { RecordPair(left, right) }
}
