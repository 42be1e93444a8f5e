/// What is known of unrelated rows before any data: the share of each level but the last. Rough figures of large
/// registers of persons; training replaces them. Specs/linkage-model.md#untrained
enum PriorShares {
    static func u(_ comparison: LinkagePlan.Comparison) -> [Double] {
        let known = known(comparison)
        return known + [1 - known.reduce(0, +)]
    }

    private static func known(_ comparison: LinkagePlan.Comparison) -> [Double] {
        switch comparison.kind {
        case .givenName: [0.004, 0.002, 0.000_5, 0.000_5, 0.001, 0.003, 0.001, 0.000_1]
        case .name: [0.002, 0.002, 0.000_5, 0.000_7, 0.003, 0.001]
        case .fullName: [0.000_05, 0.000_1, 0.000_05, 0.000_2, 0.000_2, 0.01]
        case .organisation: [0.000_5, 0.000_5, 0.000_2, 0.002, 0.002]
        case .date: [0.000_04, 0.001, 0.003, 0.012]
        case .identifier: [0.000_002, 0.000_002, 0.000_01, 0.000_1]
        case .postcode: [0.001, 0.005, 0.02]
        case .number: [0.015, 0.1]
        case .text: [0.002, 0.001, 0.003]
        case .code: [comparison.fieldKind == .sex ? 0.5 : 0.2]
        case .email: [0.000_01, 0.000_1, 0.000_1]
        case .set: [0.005, 0.02]
        }
    }
}

extension LinkageModel {
    /// A model from what is known of persons in general, for a node that has no data yet.
    /// Specs/linkage-model.md#untrained
    /// - Throws: `malformed-model`, if the tables of this room contradict themselves.
    package static func untrained(_ plan: LinkagePlan) throws(LinkageError) -> LinkageModel {
        let comparisons = plan.comparisons.map { comparison in
            let m = comparison.kind.priorM
            let u = PriorShares.u(comparison)
            return ComparisonModel(
                m: m, u: u, weights: Ladder.weights(m: m, u: u, kind: comparison.kind),
                frequencies: TermFrequencies())
        }
        let rules = BlockingCandidates.rules(for: plan).prefix(LinkageLimits.rules)
        return try LinkageModel(
            plan: plan, comparisons: comparisons, prior: untrainedPrior, sharing: untrainedSharing,
            threshold: untrainedThreshold,
            rules: Array(rules), bucketLimit: LinkageOptions(mode: .dedupe).bucketLimit)
    }

    /// One match in about ten thousand pairs.
    private static var untrainedPrior: Double { -13.25 }
    private static var untrainedSharing: SharedEvidence { SharedEvidence(household: 0.000_1, place: 0.01) }
    /// A probability of 0.95.
    private static var untrainedThreshold: Double { 4.25 }
}
