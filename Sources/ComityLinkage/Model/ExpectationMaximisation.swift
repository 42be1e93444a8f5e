/// Estimates m by expectation and maximisation over pattern counts, u being fixed (Dempster, Laird, Rubin 1977;
/// Winkler 1988). Specs/linkage-model.md#em
///
/// One session looks at the pairs of one blocking rule only: what the rule reads agrees there by choice and teaches
/// nothing, the rest is as it would be anywhere. The start is fixed, the counts are sorted: equal data, equal result.
struct ExpectationMaximisation {
    /// A session's answer: the expected matches and, for each comparison and level, how many of them show it.
    struct Session {
        let matches: Double
        let levels: [[Double]]
    }

    private static let rounds = 100
    private static let convergence = 1e-7
    /// Pairs' worth of belief in the prior m.
    static let priorPairs = 10.0

    private let counts: [PatternCount]
    private let uses: [Bool]
    private let priorM: [[Double]]
    private let total: Double

    /// - Parameters:
    ///   - counts: the pairs of one rule, not empty.
    ///   - uses: whether a comparison takes part.
    init(counts: [PatternCount], uses: [Bool], priorM: [[Double]]) {
        self.counts = counts
        self.uses = uses
        self.priorM = priorM
        total = counts.reduce(0) { $0 + $1.count }
    }

    /// Complexity: O(rounds * patterns * comparisons).
    func run(_ start: Shares) -> Session {
        var shares = start
        var lambda = 0.2
        var session = expect(shares, lambda)
        for _ in 0..<Self.rounds {
            let next = min(max(session.matches / total, 1e-9), 0.999)
            shares.m = maximised(session)
            let moved = abs(next - lambda)
            lambda = next
            session = expect(shares, lambda)
            if moved < Self.convergence { break }
        }
        return session
    }

    private func expect(_ shares: Shares, _ lambda: Double) -> Session {
        var levels = priorM.map { [Double](repeating: 0, count: $0.count) }
        var matches = 0.0
        for entry in counts {
            let odds = lambda / (1 - lambda) * shares.ratio(entry.pattern, uses: uses)
            let expected = entry.count * (odds / (1 + odds))
            matches += expected
            for number in levels.indices {
                let level = Int(entry.pattern[number])
                if level > 0 { levels[number][level - 1] += expected }
            }
        }
        return Session(matches: matches, levels: levels)
    }

    private func maximised(_ session: Session) -> [[Double]] {
        priorM.indices.map { Self.posterior(session.levels[$0], prior: priorM[$0], pairs: Self.priorPairs) }
    }

    /// Shares from counts and a prior that weighs as much as `pairs` pairs.
    static func posterior(_ counts: [Double], prior: [Double], pairs: Double) -> [Double] {
        let total = counts.reduce(0, +) + pairs
        return counts.indices.map { (counts[$0] + pairs * prior[$0]) / total }
    }
}
