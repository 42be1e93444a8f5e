/// m from a session for each rule, weighted by the matches that each expects. Specs/linkage-model.md#em
enum MTraining {
    /// Below this a session has too few pairs to say anything.
    private static let leastPairs = 20.0
    /// Expected matches beyond which a rule gains no more say.
    private static let fullSay = 20_000.0

    /// Complexity: O(rules * rounds * patterns * comparisons).
    static func train(
        _ counts: [PatternCount], rules: [BlockingRule], plan: LinkagePlan, u: [[Double]], priorM: [[Double]],
        threads: Int
    ) -> [[Double]] {
        var sums = priorM.map { [Double](repeating: 0, count: $0.count) }
        let sessions = ForkJoin.map(rules.count, threads: threads) { number in
            let bit = UInt64(1) << UInt64(number)
            let pairs = counts.filter { $0.mask & bit != 0 }
            return pairs.reduce(0, { $0 + $1.count }) >= leastPairs
                ? session(pairs, rules[number], plan, u, priorM) : nil
        }
        for (number, session) in sessions.enumerated() {
            if let session { add(session, rules[number], to: &sums) }
        }
        return priorM.indices.map { number in
            let m = ExpectationMaximisation.posterior(
                sums[number], prior: priorM[number], pairs: ExpectationMaximisation.priorPairs)
            return m[0] > u[number][0] ? m : priorM[number]
        }
    }

    private static func session(
        _ pairs: [PatternCount], _ rule: BlockingRule, _ plan: LinkagePlan, _ u: [[Double]],
        _ priorM: [[Double]]
    ) -> ExpectationMaximisation.Session {
        let uses = priorM.indices.map { !rule.reads($0) }
        let training = ExpectationMaximisation(
            counts: merged(pairs), uses: uses, sharing: plan.comparisons.map(\.fieldKind.sharing), priorM: priorM)
        return training.run(Shares(m: priorM, u: u))
    }

    /// Patterns once each, whatever other rules propose them.
    private static func merged(_ pairs: [PatternCount]) -> [PatternCount] {
        var merged: [PatternCount] = []
        for entry in pairs {
            if let last = merged.last, last.pattern == entry.pattern {
                merged[merged.count - 1] = PatternCount(
                    pattern: entry.pattern, mask: 0, count: last.count + entry.count)
            } else {
                merged.append(PatternCount(pattern: entry.pattern, mask: 0, count: entry.count))
            }
        }
        return merged
    }

    private static func add(
        _ session: ExpectationMaximisation.Session, _ rule: BlockingRule, to sums: inout [[Double]]
    ) {
        guard session.matches > 1 else { return }
        let say = min(1, fullSay / session.matches)
        for number in sums.indices where !rule.reads(number) {
            for level in sums[number].indices { sums[number][level] += say * session.levels[number][level] }
        }
    }
}
