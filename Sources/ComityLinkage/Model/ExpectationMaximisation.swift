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
        let ratios = LevelRatios(shares, uses: uses, sharing: sharing)
        var levels = [Double](repeating: 0, count: priorM.count * LevelRatios.levels)
        var found = Classes()
        let unrelated = max(1 - classes.match - classes.household - classes.place, 1e-9)
        levels.withUnsafeMutableBufferPointer { levels in
            for entry in counts {
                let (atPlace, atHousehold, ofPerson) = ratios.products(entry.pattern)
                let place = classes.place * atPlace
                let household = classes.household * atPlace * atHousehold
                let match = classes.match * atPlace * atHousehold * ofPerson
                let scale = entry.count / (match + household + place + unrelated)
                found.match += match * scale
                found.household += household * scale
                found.place += place * scale
                let expected = match * scale
                var bits = entry.pattern.bits
                for number in 0..<priorM.count {
                    levels[number &* LevelRatios.levels &+ Int(bits & 0xF)] += expected
                    bits &>>= 4
                }
            }
        }
        var session = Session(levels: priorM.map { [Double](repeating: 0, count: $0.count) })
        session.classes = found
        for number in priorM.indices {
            for level in priorM[number].indices {
                session.levels[number][level] = levels[number * LevelRatios.levels + level + 1]
            }
        }
        return session
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

/// How much likelier each level is among matches, over the comparisons that take part; 1 for those that do not, and
/// where a side is missing.
private struct LevelRatios {
    static let levels = 16
    private let ratios: [Double]
    private let sharing: [Sharing]

    init(_ shares: Shares, uses: [Bool], sharing: [Sharing]) {
        var ratios = [Double](repeating: 1, count: uses.count * Self.levels)
        for number in uses.indices where uses[number] {
            for level in shares.m[number].indices {
                ratios[number * Self.levels + level + 1] = shares.m[number][level] / shares.u[number][level]
            }
        }
        self.ratios = ratios
        self.sharing = sharing
    }

    /// Complexity: O(comparisons).
    @inline(__always)
    func products(_ pattern: LevelPattern) -> (place: Double, household: Double, person: Double) {
        var products = (place: 1.0, household: 1.0, person: 1.0)
        var bits = pattern.bits
        for number in sharing.indices {
            let ratio = ratios[number &* Self.levels &+ Int(bits & 0xF)]
            bits &>>= 4
            switch sharing[number] {
            case .person: products.person *= ratio
            case .household: products.household *= ratio
            case .place: products.place *= ratio
            }
        }
        return products
    }
}
