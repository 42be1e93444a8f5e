/// Estimates m by expectation and maximisation over pattern counts, u being fixed (Dempster, Laird, Rubin 1977;
/// Winkler 1988). Specs/linkage-model.md#em
///
/// One session looks at the pairs of one blocking rule only: what the rule reads agrees there by choice and teaches
/// nothing, the rest is as it would be anywhere. A pair is a match, of one household, of one place, or unrelated
/// (Specs/linkage-model.md#sharing). The start is fixed, the counts are sorted: equal data, equal result.
struct ExpectationMaximisation {
    /// A session's answer: the expected matches and, for each comparison and level, how many of them show it.
    struct Session {
        var classes = Classes()
        var levels: [[Double]]
        var matches: Double { classes.match }
    }

    /// Expected pairs, or shares, by class.
    struct Classes {
        var match = 0.0
        var household = 0.0
        var place = 0.0
    }

    private static let rounds = 40
    private static let convergence = 1e-5
    /// Pairs' worth of belief in the prior m.
    static let priorPairs = 10.0
    private static let start = Classes(match: 0.2, household: 0.1, place: 0.1)
    /// Fields of the person without which a relative cannot be told from a match with one field wrong.
    private static let leastPersonFields = 2

    private let counts: [PatternCount]
    private let uses: [Bool]
    private let sharing: [Sharing]
    private let priorM: [[Double]]
    private let total: Double

    /// - Parameters:
    ///   - counts: the pairs of one rule, not empty.
    ///   - uses: whether a comparison takes part.
    init(counts: [PatternCount], uses: [Bool], sharing: [Sharing], priorM: [[Double]]) {
        self.counts = counts
        self.uses = uses
        self.sharing = sharing
        self.priorM = priorM
        total = counts.reduce(0) { $0 + $1.count }
    }

    /// Complexity: O(rounds * patterns * comparisons).
    func run(_ initial: Shares) -> Session {
        var shares = initial
        var classes = Self.start
        if uses.indices.count(where: { uses[$0] && sharing[$0] == .person }) < Self.leastPersonFields {
            classes.household = 0
        }
        var session = expect(shares, classes)
        for _ in 0..<Self.rounds {
            let next = normalised(session.classes)
            shares.m = maximised(session)
            let moved = abs(next.match - classes.match)
            classes = next
            session = expect(shares, classes)
            if moved < Self.convergence { break }
        }
        return session
    }

    private func normalised(_ found: Classes) -> Classes {
        func share(_ pairs: Double) -> Double { pairs > 0 ? min(max(pairs / total, 1e-9), 0.999) : 0 }
        return Classes(match: share(found.match), household: share(found.household), place: share(found.place))
    }

    private func expect(_ shares: Shares, _ classes: Classes) -> Session {
        var session = Session(levels: priorM.map { [Double](repeating: 0, count: $0.count) })
        let unrelated = max(1 - classes.match - classes.household - classes.place, 1e-9)
        for entry in counts {
            let ratios = ratios(entry.pattern, shares)
            let place = classes.place * ratios.place
            let household = classes.household * ratios.place * ratios.household
            let match = classes.match * ratios.place * ratios.household * ratios.person
            let scale = entry.count / (match + household + place + unrelated)
            session.classes.match += match * scale
            session.classes.household += household * scale
            session.classes.place += place * scale
            for number in session.levels.indices {
                let level = Int(entry.pattern[number])
                if level > 0 { session.levels[number][level - 1] += match * scale }
            }
        }
        return session
    }

    /// How much likelier a pattern is among matches, by sharing, over the comparisons that take part.
    private func ratios(_ pattern: LevelPattern, _ shares: Shares) -> (person: Double, household: Double, place: Double)
    {
        var ratios = (person: 1.0, household: 1.0, place: 1.0)
        for number in uses.indices where uses[number] {
            let level = Int(pattern[number])
            guard level > 0 else { continue }
            let ratio = shares.m[number][level - 1] / shares.u[number][level - 1]
            switch sharing[number] {
            case .person: ratios.person *= ratio
            case .household: ratios.household *= ratio
            case .place: ratios.place *= ratio
            }
        }
        return ratios
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
