/// The choice of blocking rules in the words of its definition. Specs/linkage-model.md#rule-choice
package enum ReferenceRuleChoice {
    /// The candidate pairs that one set of rules proposes.
    package struct Group {
        package let rules: Set<Int>
        package let pairs: Double
        package let matches: Double

        package init(rules: Set<Int>, pairs: Double, matches: Double) {
            self.rules = rules
            self.pairs = pairs
            self.matches = matches
        }
    }

    /// Rules by number, in the order in which they are taken.
    package static func choose(_ groups: [Group], ruleCount: Int, budgetPairs: Double, most: Int) -> [Int] {
        let known = groups.reduce(0) { $0 + $1.matches }
        var chosen: [Int] = []
        var left = budgetPairs
        while chosen.count < most {
            let fresh = groups.filter { $0.rules.isDisjoint(with: chosen) }
            var best: (rule: Int, pairs: Double, matches: Double)?
            for rule in 0..<ruleCount where !chosen.contains(rule) {
                let own = fresh.filter { $0.rules.contains(rule) }
                let pairs = own.reduce(0) { $0 + $1.pairs }
                let matches = own.reduce(0) { $0 + $1.matches }
                if pairs == 0 { continue }
                let isFree = pairs <= left - 0.9 * budgetPairs
                if !chosen.isEmpty, pairs > left || (matches <= 0.0002 * known && !isFree) { continue }
                if let other = best {
                    let (own, others) = (matches * other.pairs, other.matches * pairs)
                    if own < others || (own == others && pairs >= other.pairs) { continue }
                }
                best = (rule, pairs, matches)
            }
            guard let best else { break }
            chosen.append(best.rule)
            left -= best.pairs
        }
        return chosen
    }
}
