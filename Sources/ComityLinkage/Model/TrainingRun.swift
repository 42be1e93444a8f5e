/// Learns a model from a sample of the rows, and chooses the rules by what they find there.
/// Specs/linkage-model.md#sample
struct TrainingRun {
    let all: RunRows
    let options: LinkageOptions
    private let sample: RowSample
    private let traits: RowTraits

    init(_ all: RunRows, _ options: LinkageOptions) {
        self.all = all
        self.options = options
        sample = RowSample(all)
        traits = RowTraits(sample.rows, threads: options.threads)
    }

    private var budgetPairs: Double { Double(max(options.pairsPerRow * all.count, options.leastPairs)) }

    /// So many pairs are spent for each that is expected to match, beyond the budget.
    private static let pairsPerMatch = 4.0
    /// A budget that would grow by less is not worth a second training: what a first one expects is uncertain.
    private static let leastGrowth = 2.0
    /// Where rows of one person are many, keys are crowded for a good reason.
    private static let crowdedFactor = 4
    private static let passes = 3

    /// A model, and what was found about the rules. Where clusters are large, the pairs that match alone are more than
    /// the budget: what the first training expects of them is added to it, and the rules are tried again.
    /// Complexity: O(rows + pairs of the sample * comparisons).
    func run() throws(LinkageError) -> (model: LinkageModel, choice: RuleChoice) {
        var options = options
        var budget = budgetPairs
        var found = try attempt(options, budgetPairs: budget)
        for _ in 1..<Self.passes {
            let wanted =
                found.choice.chosen.isEmpty
                ? Self.pairsPerMatch * budget : budgetPairs + Self.pairsPerMatch * found.choice.known
            guard wanted > Self.leastGrowth * budget else { break }
            budget = wanted
            options.bucketLimit = self.options.bucketLimit * Self.crowdedFactor
            found = try attempt(options, budgetPairs: budget)
        }
        return found
    }

    private func attempt(
        _ options: LinkageOptions, budgetPairs: Double
    ) throws(LinkageError) -> (model: LinkageModel, choice: RuleChoice) {
        let (rules, blocks) = triedRules(options, budgetPairs)
        let candidates = count(blocks)
        let training = ModelTraining(
            plan: all.plan, rules: rules, candidates: candidates, candidateShare: sample.pairShare,
            random: randomCounts(),
            cells: ForkJoin.map(all.cells.count, threads: options.threads) { CellCounts(all, $0) },
            totalPairs: all.totalPairs, threads: options.threads)
        return try training.model(options, budgetPairs: budgetPairs)
    }

    /// The rules that fit the budget each, with their blocks in the sample.
    private func triedRules(_ options: LinkageOptions, _ budgetPairs: Double) -> ([BlockingRule], [RuleBlocks]) {
        let rules = Array(BlockingCandidates.rules(for: all.plan).prefix(LinkageLimits.triedRules))
        let limit = max(Int(Double(options.bucketLimit) * sample.rowShare), 2)
        let blocker = Blocker(rows: sample.rows, threads: options.threads)
        let blocks = blocker.blocks(rules, bucketLimit: limit)
        let sampleBudget = budgetPairs * sample.pairShare
        let kept = rules.indices.filter { number in
            let pairs = blocks[number].pairCount(sources: sample.rows.sources)
            return pairs > 0 && Double(pairs) <= sampleBudget
        }
        return (kept.map { rules[$0] }, kept.map { blocks[$0] })
    }

    /// Pairs that several rules propose are few and tell more of matches: so many times as many of them are taken.
    private static let severalFactor = 4.0

    /// The patterns of the sample's candidate pairs, estimated from a share of them that their keys decide.
    private func count(_ blocks: [RuleBlocks]) -> [PatternCount] {
        let rows = sample.rows
        let proposed = blocks.reduce(0) { $0 + $1.pairCount(sources: rows.sources) }
        let oneShare = min(1, Double(options.trainingPairs) / Double(max(proposed, 1)))
        let severalShare = min(1, oneShare * Self.severalFactor)
        let walk = CandidateWalk(blocks, rows: rows, threads: options.threads)
        let workers = (0..<max(options.threads, 1)).map { _ in Worker(rows, traits) }
        let keys = rows.keys
        let most = severalShare < 1 ? StableHash.bound(severalShare) : .max
        let least = oneShare < 1 ? StableHash.bound(oneShare) : .max
        ForkJoin.run(walk.pieces.count, threads: options.threads) { piece, worker in
            let worker = workers[worker]
            keys.withUnsafeBufferPointer { keys in
                walk.forEachPair(walk.pieces[piece]) { left, right in
                    StableHash.combine(keys[Int(left)], keys[Int(right)]) < most
                } _: { left, right in
                    let mask = walk.rules(left, right)
                    let isOne = mask.nonzeroBitCount == 1
                    if isOne, StableHash.combine(keys[Int(left)], keys[Int(right)]) >= least { return }
                    worker.counter.add(worker.comparer.pattern(left, right), mask: mask)
                }
            }
        }
        for worker in workers.dropFirst() { workers[0].counter.add(worker.counter) }
        return workers[0].counter.sorted.map { entry in
            let share = entry.mask.nonzeroBitCount == 1 ? oneShare : severalShare
            return PatternCount(pattern: entry.pattern, mask: entry.mask, count: entry.count / share)
        }
    }

    private final class Worker {
        let comparer: BatchComparer
        let counter = PatternCounter()

        init(_ rows: RunRows, _ traits: RowTraits) { comparer = BatchComparer(rows, traits) }
    }

    private func randomCounts() -> [PatternCount] {
        let worker = Worker(sample.rows, traits)
        RandomPairs.forEach(
            rowCount: sample.rows.count, sources: sample.rows.sources, count: options.randomPairs
        ) { left, right in
            worker.counter.add(worker.comparer.pattern(left, right))
        }
        return worker.counter.sorted
    }
}
