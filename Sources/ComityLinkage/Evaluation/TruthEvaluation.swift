/// A run's answer beside the truth: pairs, clusters, and what blocking could reach.
/// Specs/linkage-model.md#evaluation
package struct TruthEvaluation: Equatable, Sendable {
    /// Of the pairs decided as matches.
    package let pairwise: Quality
    /// Of the pairs from the weight at which F1 is greatest, and that weight.
    package let best: Quality
    package let bestWeight: Double
    /// Averaged over rows: how much of a row's cluster is right, how much of its person the cluster has
    /// (Bagga and Baldwin 1998).
    package let bcubed: Quality
    /// Of all pairs of rows that share a cluster.
    package let clusters: Quality
    /// The share of true pairs that were candidates; 1 if there are none.
    package let pairCompleteness: Double
    package let truePairs: Int
    /// The mean distance of probabilities from what they promise; see ``ReliabilityTable``.
    package let calibrationError: Double

    /// - Parameters:
    ///   - pairs: the reported pairs of the run.
    ///   - clusters: each row in at most one; rows in none stand alone.
    ///   - trueCandidates: candidate pairs that are the same person.
    /// Complexity: O(rows log rows + pairs log pairs).
    package init(_ truth: TruthLabels, pairs: [ScoredPair], clusters: [[UInt64]], trueCandidates: Int) {
        truePairs = truth.truePairs
        pairCompleteness = truePairs > 0 ? Double(trueCandidates) / Double(truePairs) : 1
        let judged = JudgedPair.judge(pairs, truth)
        calibrationError = ReliabilityTable(judged).error
        let matches = judged.filter { $0.decision == .match }
        pairwise = Quality(right: matches.count(where: \.isTrue), answered: matches.count, truth: truePairs)
        (bestWeight, best) = ThresholdCurve(judged, truePairs: truePairs).best
        let membership = ClusterMembership(clusters, truth)
        self.clusters = membership.pairQuality(truePairs: truePairs)
        bcubed = membership.bcubed
    }
}

/// A reported pair whose truth is known.
package struct JudgedPair: Equatable, Sendable {
    package let weight: Double
    package let decision: ScoredPair.Decision
    package let isTrue: Bool

    /// The pairs whose truth is known, the heaviest first.
    /// Complexity: O(pairs log pairs).
    package static func judge(_ pairs: [ScoredPair], _ truth: TruthLabels) -> [JudgedPair] {
        pairs.compactMap { pair in
            guard let left = truth.rank(pair.left), let right = truth.rank(pair.right) else { return nil }
            return truth.isMatch(left, right).map {
                JudgedPair(weight: pair.weight, decision: pair.decision, isTrue: $0)
            }
        }.sorted { ($0.weight, $0.isTrue ? 0 : 1) > ($1.weight, $1.isTrue ? 0 : 1) }
    }
}
