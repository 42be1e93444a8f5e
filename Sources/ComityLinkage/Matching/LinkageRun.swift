import ComityCore

/// One batch run over a table, step by step: train, score, cluster. Each step can be timed by the caller. It uses the
/// threads that the options give it and shows nothing of their number. Specs/linkage-model.md#run
package struct LinkageRun: ~Copyable {
    package let options: LinkageOptions
    private let rows: RunRows
    private let comparer: BatchComparer
    /// What each rule proposes: over all rows if they were scored, else as far as the last training estimated it.
    package private(set) var ruleFigures: [RuleFigure] = []
    /// Candidate pairs looked at in the last scoring.
    package private(set) var pairsScored = 0
    /// The share of the true pairs that the rules of the last training propose, estimated without truth.
    package private(set) var estimatedCompleteness: Double?

    package struct RuleFigure: Sendable {
        package let name: String
        /// Pairs that the rule proposes, whether or not others propose them too.
        package let pairs: Int
    }

    /// - Throws: `malformed-input` if a key occurs twice.
    /// Complexity: O(rows) if keys ascend, else O(rows log rows).
    package init(_ table: LinkageTable, _ options: LinkageOptions) throws(LinkageError) {
        self.options = options
        rows = try RunRows(table, mode: options.mode)
        comparer = BatchComparer(rows)
    }

    package var rowCount: Int { rows.count }

    /// Chooses rules and estimates a model, without labels. Complexity: O(rows) and that of a sample's training.
    package mutating func train() throws(LinkageError) -> LinkageModel {
        let (model, choice) = try TrainingRun(rows, options).run()
        ruleFigures = choice.chosen.map {
            RuleFigure(name: choice.tried[$0].rule.name(in: rows.plan), pairs: Int(choice.tried[$0].pairs))
        }
        estimatedCompleteness = choice.completeness
        return model
    }

    /// What each rule that could be used costs and finds, before a run. Complexity: as ``train()``.
    package func estimateRules() throws(LinkageError) -> [RuleEstimate] {
        RuleEstimate.all(try TrainingRun(rows, options).run().choice, rows.plan)
    }

    /// The pairs of at least ``LinkageOptions/reviewProbability``, by keys, each decided against the model's threshold
    /// and the assignment. Complexity: O(pairs * comparisons) at worst.
    /// - Throws: `malformed-model` if the model is of other fields; `limit-exceeded`, with the need, if the run, or the
    ///   pairs that it finds, would take more than ``LinkageOptions/memoryBytes``.
    package mutating func score(_ model: LinkageModel) throws(LinkageError) -> [ScoredPair] {
        guard model.plan.comparisons == rows.plan.comparisons else {
            throw LinkageError(.malformedModel, "the model was made for other fields than the table has")
        }
        try checkMemory(rules: model.rules.count)
        let threshold = options.threshold ?? model.threshold
        let least = min(Weight.weight(ofProbability: options.reviewProbability), threshold)
        let scorer = BatchScorer(model, rows, threads: options.threads)
        let found = search(scorer, least: least)
        try checkMemory(pairs: found.hits.count)
        ruleFigures = found.figures
        pairsScored = found.pairs
        return decided(found.hits, scorer, threshold)
    }

    /// The pairs that reach a weight. Blocks and what belongs to them are given back before anything is made of these.
    private func search(
        _ scorer: BatchScorer, least: Double
    ) -> (hits: [PairSearch.Hit], pairs: Int, figures: [RuleFigure]) {
        let walk = walk(scorer.model)
        let figures = scorer.model.rules.indices.map { number in
            let pairs = walk.blocks[number].pairCount(sources: rows.sources)
            return RuleFigure(name: scorer.model.rules[number].name(in: rows.plan), pairs: pairs)
        }
        let search = PairSearch(rows: rows, scorer: scorer, walk: walk, threads: options.threads)
        let (hits, pairs) = search.hits(least: least)
        return (hits, pairs, figures)
    }

    /// The threshold, in bits, at which the expected F1 of a model's candidate pairs is greatest: for a model that was
    /// not trained as it is. Complexity: as ``score(_:)``.
    package func chooseThreshold(_ model: LinkageModel) -> Double {
        let scorer = BatchScorer(model, rows, threads: options.threads)
        let search = PairSearch(rows: rows, scorer: scorer, walk: walk(model), threads: options.threads)
        return ThresholdChoice(search.hits(least: ThresholdChoice.leastWeight).hits.map(\.weight)).threshold
    }

    /// Calls `body` with the candidate pairs of a model, by rank, each once. Complexity: O(candidate pairs).
    func forEachPair(_ model: LinkageModel, _ body: ((left: UInt32, right: UInt32)) -> Void) {
        let walk = walk(model)
        for piece in walk.pieces { walk.forEachPair(piece) { body(($0, $1)) } }
    }

    private func walk(_ model: LinkageModel) -> CandidateWalk {
        let blocker = Blocker(rows: rows, threads: options.threads)
        let blocks = blocker.blocks(model.rules, bucketLimit: model.bucketLimit)
        return CandidateWalk(blocks, rows: rows, threads: options.threads)
    }

    /// Bytes that scoring under so many rules takes at its peak, about, with the table: for each row four for the block
    /// that it is in and eight for its places in blocks, by rule, and for each thread the keys of one rule twice.
    /// Complexity: O(comparisons).
    package func neededBytes(rules: Int) -> Int {
        let eachRow = rules * 12 + max(options.threads, 1) * 2 * MemoryLayout<RuleBlocks.Entry>.stride + Self.otherBytes
        return rows.byteCount + rows.count * eachRow
    }

    /// Bytes of a row for pairs that are found, clusters and whatever else is small.
    private static let otherBytes = 64

    private func checkMemory(rules: Int) throws(LinkageError) {
        let needed = neededBytes(rules: rules)
        guard needed > options.memoryBytes else { return }
        throw LinkageError(
            .limitExceeded,
            "linking \(rows.count) rows under \(rules) rules needs about \(needed >> 20) MiB, over the limit of "
                + "\(options.memoryBytes >> 20) MiB")
    }

    /// Pairs that are found take memory too, how many is known only now.
    private func checkMemory(pairs: Int) throws(LinkageError) {
        let eachPair = 2 * MemoryLayout<PairSearch.Hit>.stride + MemoryLayout<ScoredPair>.stride
        let weights = rows.cells.count * MemoryLayout<Double>.stride + Self.arrayBytes
        let needed = rows.byteCount + rows.count * Self.otherBytes + pairs * (eachPair + weights)
        guard needed > options.memoryBytes else { return }
        throw LinkageError(
            .limitExceeded,
            "linking \(rows.count) rows finds \(pairs) pairs, which needs about \(needed >> 20) MiB, over the limit of "
                + "\(options.memoryBytes >> 20) MiB")
    }

    /// Bytes of an array beside its elements.
    private static let arrayBytes = 32

    /// Clusters of two rows or more, each ascending, ordered by their smallest key. Specs/linkage-model.md#clusters
    package func cluster(_ pairs: [ScoredPair], _ model: LinkageModel) -> [[UInt64]] {
        let scorer = BatchScorer(model, rows, threads: options.threads)
        let edges = pairs.compactMap { pair -> Clusterer.Edge? in
            guard pair.decision == .match, let left = rows.rank(pair.left), let right = rows.rank(pair.right) else {
                return nil
            }
            return Clusterer.Edge(left: left, right: right, weight: pair.weight)
        }
        let clusterer = Clusterer(threshold: options.threshold ?? model.threshold)
        let clusters = clusterer.clusters(edges, rowCount: rows.count) { left, right in
            if let sources = rows.sources, sources[Int(left)] == sources[Int(right)] { return nil }
            return scorer.weight(comparer.pattern(left, right), left, right)
        }
        return clusters.map { $0.map { rows.keys[Int($0)] } }
    }

    /// Why two rows score as they do, whether or not a rule proposes them.
    /// - Throws: `malformed-input` if a key is not in the table.
    package func explain(
        _ one: UInt64, _ other: UInt64, _ model: LinkageModel
    ) throws(LinkageError) -> PairExplanation {
        guard let first = rows.rank(min(one, other)), let second = rows.rank(max(one, other)), first != second else {
            throw LinkageError(.malformedInput, "the table has no two rows \(one) and \(other)")
        }
        let pattern = comparer.pattern(first, second)
        let weights = BatchScorer(model, rows, threads: options.threads).fieldWeights(pattern, first, second)
        return PairExplanation(model, pattern, fieldWeights: weights)
    }

    private func decided(_ hits: [PairSearch.Hit], _ scorer: BatchScorer, _ threshold: Double) -> [ScoredPair] {
        let keys = rows.keys
        var pairs = ForkJoin.map(hits.count, threads: options.threads) { place in
            let hit = hits[place]
            return ScoredPair(
                left: keys[Int(hit.left)], right: keys[Int(hit.right)], weight: hit.weight, pattern: hit.pattern,
                fieldWeights: scorer.fieldWeights(hit.pattern, hit.left, hit.right),
                decision: hit.weight >= threshold ? .match : .review)
        }
        let matches = hits.indices.filter { hits[$0].weight >= threshold }
        let edges = matches.map {
            Clusterer.Edge(left: hits[$0].left, right: hits[$0].right, weight: hits[$0].weight)
        }
        let assigner = Assigner(mode: options.mode, assignment: options.assignment)
        for loser in assigner.losers(edges, rowCount: rows.count) { pairs[matches[Int(loser)]].decision = .review }
        return pairs
    }
}
