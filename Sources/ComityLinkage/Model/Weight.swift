import Glibc

/// Match weights: log2 of how much likelier an observation is among matches than among others.
/// Specs/linkage-model.md#weights
///
/// A weight is a multiple of 2^-20, so that sums of weights are exact in whatever order they are formed.
package enum Weight {
    private static let steps = 1_048_576.0
    /// Beyond this a single observation is not believed.
    static let bound = 40.0

    package static func log2(_ ratio: Double) -> Double {
        guard ratio > 0 else { return -bound }
        return rounded(Glibc.log2(ratio))
    }

    static func rounded(_ weight: Double) -> Double { (min(max(weight, -bound), bound) * steps).rounded() / steps }

    /// The probability of a match with this total weight.
    package static func probability(_ weight: Double) -> Double { 1 / (1 + exp2(-weight)) }

    /// The likelihood ratio of a weight.
    static func ratio(_ weight: Double) -> Double { exp2(weight) }

    /// The weight of a probability between 0 and 1.
    package static func weight(ofProbability probability: Double) -> Double { log2(probability / (1 - probability)) }
}
