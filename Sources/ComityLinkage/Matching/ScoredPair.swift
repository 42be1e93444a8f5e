/// A candidate pair and what it is worth. Specs/linkage-model.md#scores
package struct ScoredPair: Equatable, Sendable {
    package enum Decision: String, Sendable {
        case match
        case review
    }

    /// The smaller and the greater key.
    package let left: UInt64
    package let right: UInt64
    /// log2 odds: exactly the prior plus ``fieldWeights`` in order.
    package let weight: Double
    package let pattern: LevelPattern
    /// One weight for each comparison of the plan, in map order; 0 where a side is missing.
    package let fieldWeights: [Double]
    package var decision: Decision

    package var probability: Double { Weight.probability(weight) }

    /// The order of lists of pairs: by keys.
    static func precedes(_ one: ScoredPair, _ other: ScoredPair) -> Bool {
        (one.left, one.right) < (other.left, other.right)
    }

    /// The order of decisions: the heavier first, ties by keys.
    static func outranks(_ one: ScoredPair, _ other: ScoredPair) -> Bool {
        one.weight != other.weight ? one.weight > other.weight : precedes(one, other)
    }
}
