/// Chooses rules by what they find for what they cost. Specs/linkage-model.md#rule-choice
package struct RuleChoice: Sendable {
    /// What a rule proposes by itself, over all rows: pairs, and how many of them are expected to match.
    package struct Tried: Sendable {
        package let rule: BlockingRule
        package let pairs: Double
        package let matches: Double

        package init(rule: BlockingRule, pairs: Double, matches: Double) {
            self.rule = rule
            self.pairs = pairs
            self.matches = matches
        }
    }

    /// What the pairs of one set of rules come to: over all rows.
    package struct Group: Sendable {
        package let mask: UInt64
        package let pairs: Double
        package let matches: Double

        package init(mask: UInt64, pairs: Double, matches: Double) {
            self.mask = mask
            self.pairs = pairs
            self.matches = matches
        }
    }

    let tried: [Tried]
    let groups: [Group]
    /// Numbers in `tried`, in the order chosen.
    package private(set) var chosen: [Int] = []
    /// Expected matches that the chosen rules propose, those that any tried rule does, and those that none does.
    private(set) var reached = 0.0
    package private(set) var known = 0.0
    private(set) var unseen = 0.0

    /// A rule is not worth less than this share of the matches known.
    private static let leastGain = 0.000_2
    /// But so much of the budget is spent whatever it is expected to bring: with few fields or few matches the
    /// expectation is the least certain, and pairs are cheap.
    private static let freeShare = 0.1

    /// The next rule is the one that brings most matches for its pairs, both counted without those that are there
    /// already, while the budget lasts. Complexity: O(rules squared * groups).
    package init(_ tried: [Tried], groups: [Group], budgetPairs: Double) {
        self.tried = tried
        self.groups = groups
        known = groups.reduce(0) { $0 + $1.matches }
        unseen = Self.unseen(groups)
        choose(budgetPairs)
    }

    /// The share of the true pairs that the chosen rules propose.
    package var completeness: Double { known > 0 ? reached / (known + unseen) : 0 }

    private mutating func choose(_ budgetPairs: Double) {
        var left = budgetPairs
        var open = groups
        while chosen.count < LinkageLimits.rules {
            var pairs = [Double](repeating: 0, count: tried.count)
            var matches = pairs
            for group in open {
                var mask = group.mask
                while mask != 0 {
                    let rule = mask.trailingZeroBitCount
                    mask &= mask &- 1
                    pairs[rule] += group.pairs
                    matches[rule] += group.matches
                }
            }
            guard let next = best(pairs, matches, left, free: left - (1 - Self.freeShare) * budgetPairs) else { break }
            chosen.append(next)
            left -= pairs[next]
            reached += matches[next]
            open.removeAll { $0.mask & (1 << UInt64(next)) != 0 }
        }
    }

    private func best(_ pairs: [Double], _ matches: [Double], _ left: Double, free: Double) -> Int? {
        var best: Int?
        for rule in tried.indices where pairs[rule] > 0 && !chosen.contains(rule) {
            let isWorth = matches[rule] > Self.leastGain * known || pairs[rule] <= free
            guard chosen.isEmpty || (pairs[rule] <= left && isWorth) else { continue }
            guard let other = best else {
                best = rule
                continue
            }
            let (own, others) = (matches[rule] * pairs[other], matches[other] * pairs[rule])
            if own > others || (own == others && pairs[rule] < pairs[other]) { best = rule }
        }
        return best
    }

    /// Matches that no rule proposes, from how many are proposed by one and by two families of rules (Chao 1987: at
    /// least f1 squared over 2 f2). Rules that read the same comparisons would fail together; so what counts is the
    /// number of rules, which makes the figure a low one.
    private static func unseen(_ groups: [Group]) -> Double {
        var once = 0.0
        var twice = 0.0
        for group in groups {
            if group.mask.nonzeroBitCount == 1 { once += group.matches }
            if group.mask.nonzeroBitCount == 2 { twice += group.matches }
        }
        return twice > 0 ? once * once / (2 * twice) : once
    }
}
