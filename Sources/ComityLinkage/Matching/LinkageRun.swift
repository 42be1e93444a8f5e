import ComityCore

/// One batch run over a table, step by step: choose rules, train, score, cluster. Each step can be timed by the
/// caller. Single-threaded and without side effects. Specs/linkage-model.md#run
package struct LinkageRun: ~Copyable {
    package let options: LinkageOptions
    let plan: LinkagePlan
    /// Keys in ascending order: a row's place here is its rank.
    let keys: [UInt64]
    let columns: [ColumnMemory]
    /// By rank; nil unless only pairs of different sources count.
    let sources: [UInt32]?
    private let allSources: [UInt32]
    private var blocker: Blocker
    private var comparer: BatchComparer
    /// What each rule of the last walk proposes.
    package private(set) var ruleFigures: [RuleFigure] = []
    /// Candidate pairs compared in the last walk.
    package private(set) var pairsScored = 0
    private var blocks: (rules: [BlockingRule], bucketLimit: Int, blocks: [RuleBlocks])?
    /// The pairs of the last walk and the rules it used, if they were few enough to keep.
    private var kept: (rules: [BlockingRule], bucketLimit: Int, pairs: [KeptPair])?

    package struct RuleFigure: Sendable {
        package let name: String
        /// Pairs that the rule proposes, whether or not others propose them too.
        package let pairs: Int
    }

    struct KeptPair {
        let left: UInt32
        let right: UInt32
        let pattern: LevelPattern
    }

    /// Candidate pairs that are kept between training and scoring, 16 bytes each.
    private static let keptPairs = 4_000_000

    /// - Throws: `malformed-input` if a key occurs twice. Complexity: O(rows log rows).
    package init(_ table: LinkageTable, _ options: LinkageOptions) throws(LinkageError) {
        let order = (0..<UInt32(table.count)).sorted { table.keys[Int($0)] < table.keys[Int($1)] }
        keys = order.map { table.keys[Int($0)] }
        for place in keys.indices.dropFirst() where keys[place] == keys[place - 1] {
            throw LinkageError(.malformedInput, "two rows have the key \(keys[place])")
        }
        self.options = options
        plan = table.plan
        allSources = order.map { table.sources[Int($0)] }
        sources = options.mode == .link ? allSources : nil
        columns = table.plan.comparisons.indices.map {
            ColumnMemory(table.dictionaries[$0], codes: table.codes[$0], order: order)
        }
        blocker = Blocker(columns: columns, rowCount: order.count, sources: sources)
        comparer = BatchComparer(table.plan, columns: columns)
    }

    package var rowCount: Int { keys.count }

    /// All pairs of rows that the mode admits.
    var totalPairs: Double {
        let all = Double(rowCount) * Double(rowCount - 1) / 2
        guard let sources else { return max(all, 0) }
        var sizes: [UInt32: Double] = [:]
        for source in sources { sizes[source, default: 0] += 1 }
        return max(all - sizes.values.sorted().reduce(0) { $0 + $1 * ($1 - 1) / 2 }, 0)
    }

    /// Chooses rules that fit the budget. Complexity: O(rules * rows log rows).
    package mutating func chooseRules() -> [BlockingRule] {
        let budget = max(options.pairsPerRow * rowCount, options.leastPairs)
        let costs = blocker.choose(
            BlockingCandidates.rules(for: plan), budgetPairs: budget, bucketLimit: options.bucketLimit)
        ruleFigures = costs.map { RuleFigure(name: $0.rule.name(in: plan), pairs: $0.pairs) }
        let built = costs.compactMap(\.blocks)
        if built.count == costs.count { blocks = (costs.map(\.rule), options.bucketLimit, built) }
        return costs.map(\.rule)
    }

    /// Chooses rules and estimates a model, without labels. Complexity: O(rows log rows + pairs * comparisons).
    package mutating func train() throws(LinkageError) -> LinkageModel {
        let rules = chooseRules()
        let proposed = ruleFigures.reduce(0) { $0 + $1.pairs }
        let share = min(1, Double(options.trainingPairs) / Double(max(proposed, 1)))
        var counter = PatternCounter()
        walk(rules, options.bucketLimit, share: share) { counter.add($0, mask: $1) }
        let training = ModelTraining(
            plan: plan, rules: rules, candidates: counter.sorted, candidateShare: share, random: randomCounts(),
            cells: columns.map { [sources] in CellCounts($0, sources: sources) }, totalPairs: totalPairs)
        let model = try training.model(threshold: 0, bucketLimit: options.bucketLimit)
        return try model.with(threshold: options.threshold ?? chooseThreshold(model))
    }

    /// The pairs of at least ``LinkageOptions/reviewProbability``, by keys, each decided against the model's threshold
    /// and the assignment. Complexity: O(pairs * comparisons).
    /// - Throws: `malformed-model` if the model is of other fields.
    package mutating func score(_ model: LinkageModel) throws(LinkageError) -> [ScoredPair] {
        guard model.plan.comparisons == plan.comparisons else {
            throw LinkageError(.malformedModel, "the model was made for other fields than the table has")
        }
        let scorer = BatchScorer(model, columns: columns)
        let threshold = options.threshold ?? model.threshold
        let keys = keys
        let least = min(Weight.weight(ofProbability: options.reviewProbability), threshold)
        var pairs: [ScoredPair] = []
        forEachPair(model) { pair in
            let weight = scorer.weight(pair.pattern, pair.left, pair.right)
            guard weight >= least else { return }
            pairs.append(
                ScoredPair(
                    left: keys[Int(pair.left)], right: keys[Int(pair.right)], weight: weight, pattern: pair.pattern,
                    fieldWeights: scorer.fieldWeights(pair.pattern, pair.left, pair.right),
                    decision: weight >= threshold ? .match : .review))
        }
        pairs.sort(by: ScoredPair.precedes)
        Assigner(mode: options.mode, assignment: options.assignment).assign(&pairs)
        return pairs
    }

    /// Clusters of two rows or more, each ascending, ordered by their smallest key. Specs/linkage-model.md#clusters
    package mutating func cluster(_ pairs: [ScoredPair], _ model: LinkageModel) -> [[UInt64]] {
        let scorer = BatchScorer(model, columns: columns)
        var ranks: [UInt64: UInt32] = [:]
        for pair in pairs where pair.decision == .match {
            for key in [pair.left, pair.right] where ranks[key] == nil { ranks[key] = rank(key) }
        }
        return Clusterer(threshold: options.threshold ?? model.threshold).clusters(pairs) { one, other in
            guard let one = ranks[one], let other = ranks[other] else { return nil }
            if let sources, sources[Int(one)] == sources[Int(other)] { return nil }
            return scorer.weight(comparer.pattern(min(one, other), max(one, other)), one, other)
        }
    }

    /// Why two rows score as they do, whether or not a rule proposes them.
    /// - Throws: `malformed-input` if a key is not in the table.
    package mutating func explain(_ one: UInt64, _ other: UInt64, _ model: LinkageModel) throws(LinkageError)
        -> PairExplanation
    {
        guard let first = rank(min(one, other)), let second = rank(max(one, other)), first != second else {
            throw LinkageError(.malformedInput, "the table has no two rows \(one) and \(other)")
        }
        let pattern = comparer.pattern(first, second)
        let weights = BatchScorer(model, columns: columns).fieldWeights(pattern, first, second)
        return PairExplanation(model, pattern, fieldWeights: weights)
    }

    private func rank(_ key: UInt64) -> UInt32? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? UInt32(low) : nil
    }

    private mutating func randomCounts() -> [PatternCount] {
        var counter = PatternCounter()
        RandomPairs.forEach(rowCount: rowCount, sources: sources, count: options.randomPairs) { left, right in
            counter.add(comparer.pattern(left, right))
        }
        return counter.sorted
    }

    /// The threshold, in bits, at which the expected F1 of a model's candidate pairs is greatest.
    /// Complexity: O(pairs * comparisons).
    package mutating func chooseThreshold(_ model: LinkageModel) -> Double {
        let scorer = BatchScorer(model, columns: columns)
        var choice = ThresholdChoice()
        forEachPair(model) { choice.add(scorer.weight($0.pattern, $0.left, $0.right)) }
        return choice.threshold
    }

    mutating func forEachPair(_ model: LinkageModel, _ body: (KeptPair) -> Void) {
        if let kept, kept.rules == model.rules, kept.bucketLimit == model.bucketLimit {
            for pair in kept.pairs { body(pair) }
            return
        }
        walk(model.rules, model.bucketLimit, share: 1, pair: body) { _, _ in }
    }

    /// Compares the candidates of a share of the rows, and keeps them if they are all and few enough.
    private mutating func walk(
        _ rules: [BlockingRule], _ bucketLimit: Int, share: Double, pair body: (KeptPair) -> Void = { _ in },
        _ count: (LevelPattern, UInt32) -> Void
    ) {
        let blocks = currentBlocks(rules, bucketLimit)
        var walk = CandidateWalk(blocks: blocks, rowCount: rowCount, sources: sources)
        var pairs: [KeptPair] = []
        var keeps = share >= 1
        pairsScored = 0
        for left in 0..<UInt32(rowCount) where share >= 1 || isSampled(keys[Int(left)], share) {
            walk.visit(left) { right, mask in
                let pair = KeptPair(left: left, right: right, pattern: comparer.pattern(left, right))
                pairsScored += 1
                count(pair.pattern, mask)
                body(pair)
                if keeps { pairs.append(pair) }
            }
            if pairs.count > Self.keptPairs {
                keeps = false
                pairs = []
            }
        }
        kept = keeps ? (rules, bucketLimit, pairs) : nil
    }

    private mutating func currentBlocks(_ rules: [BlockingRule], _ bucketLimit: Int) -> [RuleBlocks] {
        if let blocks, blocks.rules == rules, blocks.bucketLimit == bucketLimit { return blocks.blocks }
        let built = rules.map { blocker.blocks($0, bucketLimit: bucketLimit) }
        blocks = (rules, bucketLimit, built)
        ruleFigures = rules.indices.map {
            RuleFigure(name: rules[$0].name(in: plan), pairs: built[$0].pairCount(sources: sources))
        }
        return built
    }

    /// Whether a row is one of the share that trains; by key, so that the order of rows does not matter.
    private func isSampled(_ key: UInt64, _ share: Double) -> Bool {
        Double(StableHash.combine(StableHash.seed, key) >> 11) < share * 9_007_199_254_740_992
    }
}
