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
    let threads: Int

    /// A model with the rules that are worth their pairs, and how they were chosen.
    /// Complexity: O(rounds * rules * patterns * comparisons).
    /// - Throws: `malformed-model` if the figures contradict themselves.
    func model(_ options: LinkageOptions, budgetPairs: Double) throws(LinkageError) -> (LinkageModel, RuleChoice) {
        let kinds = plan.comparisons.map(\.kind)
        let estimate = UEstimate(random: random, cells: cells, kinds: kinds)
        let (m, u) = shares(estimate, kinds.map(\.priorM))
        let ladders = ladders(m, u)
        let comparisons = kinds.indices.map { number in
            ComparisonModel(
                m: m[number], u: u[number], weights: ladders[number],
                frequencies: estimate.frequencies(number, exactU: u[number][0]))
        }
        let prior = prior(ladders)
        let choice = choose(prior, ladders, budgetPairs)
        let model = try LinkageModel(
            plan: plan, comparisons: comparisons, prior: Weight.rounded(Weight.weight(ofProbability: prior.match)),
            sharing: prior.sharing, threshold: 0, rules: choice.chosen.map { rules[$0] },
            bucketLimit: options.bucketLimit)
        let threshold = options.threshold ?? ThresholdChoice(model, candidates, choice).threshold
        return (try model.with(threshold: threshold), choice)
    }

    private func shares(_ estimate: UEstimate, _ priorM: [[Double]]) -> (m: [[Double]], u: [[Double]]) {
        var u = estimate.u(matched: 0, m: nil) { _ in 0 }
        var m = priorM
        for _ in 0..<Self.rounds {
            m = MTraining.train(candidates, rules: rules, plan: plan, u: u, priorM: priorM, threads: threads)
            let ladders = ladders(m, u)
            let prior = prior(ladders)
            u = estimate.u(matched: prior.match * totalPairs, m: m) { prior.classes(weights($0, ladders)).match }
        }
        return (m, u)
    }

    /// Pairs less likely than this to match are no reason to take a rule: there are many of them, and what they add up
    /// to is mostly the error of the model.
    private static let leastProbability = 0.1

    private func choose(_ prior: Prior, _ ladders: [[Double]], _ budgetPairs: Double) -> RuleChoice {
        var byMask: [UInt64: (pairs: Double, matches: Double)] = [:]
        for entry in candidates {
            let probability = prior.classes(weights(entry.pattern, ladders)).match
            byMask[entry.mask, default: (0, 0)].pairs += entry.count / candidateShare
            if probability >= Self.leastProbability {
                byMask[entry.mask, default: (0, 0)].matches += probability * entry.count / candidateShare
            }
        }
        let groups = byMask.keys.sorted().compactMap { mask in
            byMask[mask].map { RuleChoice.Group(mask: mask, pairs: $0.pairs, matches: $0.matches) }
        }
        let tried = rules.enumerated().map { number, rule in
            let own = groups.filter { $0.mask & (1 << UInt64(number)) != 0 }
            return RuleChoice.Tried(
                rule: rule, pairs: own.reduce(0) { $0 + $1.pairs }, matches: own.reduce(0) { $0 + $1.matches })
        }
        return RuleChoice(tried, groups: groups, budgetPairs: budgetPairs)
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
