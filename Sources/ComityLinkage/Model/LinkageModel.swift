import ComityCore

/// Everything that scoring needs: fields, m and u, frequencies, prior, threshold, blocking rules and their cap.
/// Two models that are equal give equal results. Specs/linkage-model.md#model
package struct LinkageModel: Equatable, Sendable {
    package let plan: LinkagePlan
    package let comparisons: [ComparisonModel]
    /// The weight of a pair before anything is compared.
    package let prior: Double
    package let sharing: SharedEvidence
    /// The total weight from which a pair is a match.
    package let threshold: Double
    package let rules: [BlockingRule]
    /// A key shared by more rows than this proposes no pairs.
    package let bucketLimit: Int

    /// - Throws: `malformed-model` if the parts do not fit each other.
    package init(
        plan: LinkagePlan, comparisons: [ComparisonModel], prior: Double, sharing: SharedEvidence, threshold: Double,
        rules: [BlockingRule],
        bucketLimit: Int
    ) throws(LinkageError) {
        self.plan = plan
        self.comparisons = comparisons
        self.prior = prior
        self.sharing = sharing
        self.threshold = threshold
        self.rules = rules
        self.bucketLimit = bucketLimit
        try checkInvariants()
    }

    package var thresholdProbability: Double { Weight.probability(threshold) }

    /// The same model with another threshold, for a user who chose one.
    /// - Throws: `malformed-model` if it is not finite.
    package func with(threshold: Double) throws(LinkageError) -> LinkageModel {
        try LinkageModel(
            plan: plan, comparisons: comparisons, prior: prior, sharing: sharing, threshold: threshold, rules: rules,
            bucketLimit: bucketLimit)
    }

    /// - Throws: `malformed-model` naming the comparison or rule at fault.
    package func checkInvariants() throws(LinkageError) {
        guard comparisons.count == plan.comparisons.count else {
            let expected = plan.comparisons.count
            throw LinkageError(.malformedModel, "\(comparisons.count) comparisons where the fields give \(expected)")
        }
        for (number, comparison) in comparisons.enumerated() { try check(comparison, plan.comparisons[number]) }
        guard sharing.household >= 0, sharing.place >= 0, sharing.household + sharing.place < 1 else {
            throw LinkageError(.malformedModel, "the shares of households and places must be within 0 and 1")
        }
        guard prior.isFinite, threshold.isFinite else {
            throw LinkageError(.malformedModel, "prior and threshold must be finite numbers")
        }
        guard rules.count <= LinkageLimits.rules, bucketLimit > 1, bucketLimit <= LinkageLimits.rows else {
            throw LinkageError(.malformedModel, "\(rules.count) rules with a bucket limit of \(bucketLimit)")
        }
        for rule in rules { try check(rule) }
    }

    private func check(_ comparison: ComparisonModel, _ planned: LinkagePlan.Comparison) throws(LinkageError) {
        let levels = planned.kind.levelCount
        guard comparison.m.count == levels, comparison.u.count == levels, comparison.weights.count == levels else {
            throw LinkageError(.malformedModel, "`\(planned.name)` must have \(levels) levels")
        }
        let shares = comparison.m + comparison.u
        guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }), comparison.weights.allSatisfy(\.isFinite) else {
            throw LinkageError(.malformedModel, "`\(planned.name)` has a share outside 0 to 1, or no finite weight")
        }
        guard comparison.frequencies.rare.isFinite, comparison.frequencies.adjustments.values.allSatisfy(\.isFinite)
        else { throw LinkageError(.malformedModel, "`\(planned.name)` has a frequency that is not finite") }
    }

    private func check(_ rule: BlockingRule) throws(LinkageError) {
        guard !rule.parts.isEmpty, rule.parts.count <= 4 else {
            throw LinkageError(.malformedModel, "a blocking rule has 1 to 4 parts, not \(rule.parts.count)")
        }
        guard rule.parts.allSatisfy({ comparisons.indices.contains($0.comparison) }) else {
            throw LinkageError(.malformedModel, "a blocking rule reads a comparison that is not there")
        }
        guard !rule.isUnordered || rule.parts.count <= 2 else {
            throw LinkageError(.malformedModel, "an unordered blocking rule has at most two parts")
        }
    }
}
