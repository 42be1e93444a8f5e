/// What a blocking rule would cost and find, judged from a sample and without truth. Specs/linkage-model.md#rule-choice
package struct RuleEstimate: Sendable {
    /// As in ``LinkageRun/RuleFigure``.
    package let name: String
    /// Candidate pairs that it proposes, over all rows.
    package let pairs: Double
    /// Expected matches among them.
    package let matches: Double
    /// The share of all expected matches that it proposes.
    package let reach: Double
    /// The place in which it was chosen, from 0; nil if it was not.
    package let place: Int?
    /// The share of all expected matches that it and those chosen before it propose; nil if it was not chosen.
    package let reachTogether: Double?

    /// Chosen rules first, in their order, then the others by cost.
    static func all(_ choice: RuleChoice, _ plan: LinkagePlan) -> [RuleEstimate] {
        let expected = choice.known + choice.unseen
        let rest = choice.tried.indices.filter { !choice.chosen.contains($0) }
            .sorted { (choice.tried[$0].pairs, $0) < (choice.tried[$1].pairs, $1) }
        var mask: UInt64 = 0
        return (choice.chosen + rest).enumerated().map { place, number in
            let tried = choice.tried[number]
            let isChosen = place < choice.chosen.count
            mask |= 1 << UInt64(number)
            let together = choice.groups.reduce(0) { $1.mask & mask != 0 ? $0 + $1.matches : $0 }
            return RuleEstimate(
                name: tried.rule.name(in: plan), pairs: tried.pairs, matches: tried.matches,
                reach: expected > 0 ? tried.matches / expected : 0, place: isChosen ? place : nil,
                reachTogether: isChosen && expected > 0 ? together / expected : nil)
        }
    }
}
