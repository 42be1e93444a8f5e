/// How well an answer agrees with the truth. Specs/linkage-model.md#evaluation
package struct Quality: Equatable, Sendable {
    /// The share of what was answered that is true; 1 if nothing was answered.
    package let precision: Double
    /// The share of what is true that was answered; 1 if nothing is true.
    package let recall: Double

    package init(precision: Double, recall: Double) {
        self.precision = precision
        self.recall = recall
    }

    /// - Parameters:
    ///   - right: answered and true.
    ///   - answered: all that was answered, right or wrong.
    ///   - truth: all that is true, answered or missed.
    package init(right: Int, answered: Int, truth: Int) {
        precision = answered > 0 ? Double(right) / Double(answered) : 1
        recall = truth > 0 ? Double(right) / Double(truth) : 1
    }

    /// The harmonic mean of precision and recall, 0 if both are.
    package var f1: Double {
        let sum = precision + recall
        return sum > 0 ? 2 * precision * recall / sum : 0
    }
}
