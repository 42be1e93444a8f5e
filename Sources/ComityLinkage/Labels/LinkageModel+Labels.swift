extension LinkageModel {
    /// This model with its weights moved towards what a person said. The threshold stays as it was: choose it again
    /// from the data. `unsure` teaches nothing. Specs/linkage-files.md#learning
    /// - Parameter labelled: labels with the explanations of their pairs under this model.
    /// - Throws: `malformed-model` if the result is not sound.
    /// Complexity: O(levels * labels).
    package func learning(from labelled: [(label: PairLabel, explanation: PairExplanation)]) throws(LinkageError)
        -> LinkageModel
    {
        // Sums of fractions must not depend on the order in which labels are given.
        let cases = labelled.filter { $0.label.answer != .unsure }
            .sorted { ($0.label.left, $0.label.right) < ($1.label.left, $1.label.right) }
            .map { LabelledWeights.Case($0.explanation, isMatch: $0.label.answer == .match) }
        guard !cases.isEmpty else { return self }
        let learnt = LabelledWeights(cases, levels: comparisons.map(\.weights.count))
        let moved = comparisons.indices.map { number in
            ComparisonModel(
                m: comparisons[number].m, u: comparisons[number].u,
                weights: zip(comparisons[number].weights, learnt.weights[number]).map { Weight.rounded($0 + $1) },
                frequencies: comparisons[number].frequencies)
        }
        return try LinkageModel(
            plan: plan, comparisons: moved, prior: Weight.rounded(prior + learnt.prior), sharing: sharing,
            threshold: threshold, rules: rules, bucketLimit: bucketLimit)
    }
}

extension LabelledWeights.Case {
    init(_ explanation: PairExplanation, isMatch: Bool) {
        var pattern = LevelPattern()
        for (number, part) in explanation.parts.enumerated() { pattern[number] = part.level }
        self.init(pattern: pattern, weight: explanation.weight, isMatch: isMatch)
    }
}
