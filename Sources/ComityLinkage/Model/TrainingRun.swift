/// Learns a model from a sample of the rows, and chooses the rules by what they find there. Specs/linkage-model.md#sample
struct TrainingRun {
    let all: RunRows
    let options: LinkageOptions
    private let sample: RowSample

    init(_ all: RunRows, _ options: LinkageOptions) {
        self.all = all
        self.options = options
        sample = RowSample(all)
    }

    private var budgetPairs: Double { Double(max(options.pairsPerRow * all.count, options.leastPairs)) }

    /// A model, and what was found about the rules. Complexity: O(rows + pairs of the sample * comparisons).
    func run() throws(LinkageError) -> (model: LinkageModel, choice: RuleChoice) {
        let (rules, blocks) = triedRules()
        let proposed = blocks.reduce(0) { $0 + $1.pairCount(sources: sample.rows.sources) }
        let share = min(1, Double(Self.countedPairs) / Double(max(proposed, 1)))
        let candidates = count(blocks, share: share)
        let training = ModelTraining(
            plan: all.plan, rules: rules, candidates: candidates, candidateShare: sample.pairShare * share,
            random: randomCounts(),
            cells: ForkJoin.map(all.cells.count, threads: options.threads) { CellCounts(all, $0) },
            totalPairs: all.totalPairs, threads: options.threads)
        return try training.model(options, budgetPairs: budgetPairs)
    }

    /// The rules that fit the budget each, with their blocks in the sample.
    private func triedRules() -> ([BlockingRule], [RuleBlocks]) {
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

    /// Candidate pairs that are compared in training, about: by far enough for shares of levels.
    private static let countedPairs = 1_000_000

    /// The patterns of a share of the sample's candidate pairs, decided by their keys.
    private func count(_ blocks: [RuleBlocks], share: Double) -> [PatternCount] {
        let keys = sample.rows.keys
        let walk = CandidateWalk(blocks, rows: sample.rows, threads: options.threads)
        let workers = (0..<max(options.threads, 1)).map { _ in Worker(sample.rows) }
        ForkJoin.run(walk.pieces.count, threads: options.threads) { piece, worker in
            let worker = workers[worker]
            walk.forEachPair(walk.pieces[piece]) { left, right in
                guard share >= 1 || StableHash.isTaken(StableHash.combine(keys[Int(left)], keys[Int(right)]), share)
                else { return }
                worker.counter.add(worker.comparer.pattern(left, right), mask: walk.rules(left, right))
            }
        }
        for worker in workers.dropFirst() { workers[0].counter.add(worker.counter) }
        return workers[0].counter.sorted
    }

    private final class Worker {
        let comparer: BatchComparer
        let counter = PatternCounter()

        init(_ rows: RunRows) { comparer = BatchComparer(rows) }
    }

    private func randomCounts() -> [PatternCount] {
        let worker = Worker(sample.rows)
        RandomPairs.forEach(
            rowCount: sample.rows.count, sources: sample.rows.sources, count: options.randomPairs
        ) { left, right in
            worker.counter.add(worker.comparer.pattern(left, right))
        }
        return worker.counter.sorted
    }
}
