/// From counts to a model: u, m, prior and frequencies, a few rounds of each in turn. Specs/linkage-model.md#training
struct ModelTraining {
    private static let rounds = 3

    let plan: LinkagePlan
    let rules: [BlockingRule]
    /// Patterns of candidate pairs, with the rules that propose them.
    let candidates: [PatternCount]
    /// The share of the candidates that was counted.
    let candidateShare: Double
    let random: [PatternCount]
    let cells: [CellCounts]
    let totalPairs: Double

    /// Complexity: O(rounds * rules * patterns * comparisons).
    /// - Throws: `malformed-model` if the figures contradict themselves.
    func model(threshold: Double, bucketLimit: Int) throws(LinkageError) -> LinkageModel {
        let kinds = plan.comparisons.map(\.kind)
        let priorM = kinds.map(\.priorM)
        let estimate = UEstimate(random: random, cells: cells, kinds: kinds)
        var u = estimate.u(matched: 0, m: nil) { _ in 0 }
        var m = priorM
        var lambda = 0.0
        for _ in 0..<Self.rounds {
            m = MTraining.train(candidates, rules: rules, u: u, priorM: priorM)
            let ladders = kinds.indices.map { Ladder.weights(m: m[$0], u: u[$0], kind: kinds[$0]) }
            lambda = prior(ladders)
            let odds = lambda / (1 - lambda)
            u = estimate.u(matched: lambda * totalPairs, m: m) { pattern in
                let ratio = odds * Self.ratio(pattern, ladders)
                return ratio / (1 + ratio)
            }
        }
        let comparisons = kinds.indices.map { number in
            ComparisonModel(
                m: m[number], u: u[number],
                weights: Ladder.weights(m: m[number], u: u[number], kind: kinds[number]),
                frequencies: estimate.frequencies(number, exactU: u[number][0]))
        }
        lambda = prior(comparisons.map(\.weights))
        return try LinkageModel(
            plan: plan, comparisons: comparisons, prior: Weight.weight(ofProbability: lambda), threshold: threshold,
            rules: rules, bucketLimit: bucketLimit)
    }

    private func prior(_ ladders: [[Double]]) -> Double {
        let counts = candidates.map { (ratio: Self.ratio($0.pattern, ladders), count: $0.count / candidateShare) }
        return Prior.estimate(counts, totalPairs: totalPairs)
    }

    private static func ratio(_ pattern: LevelPattern, _ ladders: [[Double]]) -> Double {
        var weight = 0.0
        for number in ladders.indices {
            let level = Int(pattern[number])
            if level > 0 { weight += ladders[number][level - 1] }
        }
        return Weight.ratio(weight)
    }
}
