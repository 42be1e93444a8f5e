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
        for _ in 0..<Self.rounds {
            m = MTraining.train(candidates, rules: rules, plan: plan, u: u, priorM: priorM)
            let ladders = ladders(m, u)
            let prior = prior(ladders)
            u = estimate.u(matched: prior.match * totalPairs, m: m) { prior.classes(weights($0, ladders)).match }
        }
        let ladders = ladders(m, u)
        let comparisons = kinds.indices.map { number in
            ComparisonModel(
                m: m[number], u: u[number], weights: ladders[number],
                frequencies: estimate.frequencies(number, exactU: u[number][0]))
        }
        let prior = prior(ladders)
        return try LinkageModel(
            plan: plan, comparisons: comparisons, prior: Weight.weight(ofProbability: prior.match),
            sharing: prior.sharing, threshold: threshold, rules: rules, bucketLimit: bucketLimit)
    }

    private func ladders(_ m: [[Double]], _ u: [[Double]]) -> [[Double]] {
        plan.comparisons.indices.map { Ladder.weights(m: m[$0], u: u[$0], kind: plan.comparisons[$0].kind) }
    }

    private func prior(_ ladders: [[Double]]) -> Prior {
        Prior(
            candidates: candidates.map {
                .init(weights: weights($0.pattern, ladders), count: $0.count / candidateShare)
            },
            random: random.map { .init(weights: weights($0.pattern, ladders), count: $0.count) },
            totalPairs: totalPairs)
    }

    private func weights(_ pattern: LevelPattern, _ ladders: [[Double]]) -> SharedWeights {
        var weights = SharedWeights()
        for number in ladders.indices {
            let level = Int(pattern[number])
            if level > 0 { weights.add(ladders[number][level - 1], plan.comparisons[number].fieldKind.sharing) }
        }
        return weights
    }
}
