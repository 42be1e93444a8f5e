/// Why a pair scores as it does: prior and field weights, of which the score is exactly the sum in order. It holds
/// no values. Specs/linkage-model.md#scores
package struct PairExplanation: Equatable, Sendable {
    package struct Part: Equatable, Sendable {
        /// The comparison's name.
        package let name: String
        /// 0 is missing.
        package let level: UInt8
        package let levelName: String
        /// Shares of the level among matches and among others; nil if missing.
        package let m: Double?
        package let u: Double?
        /// What the value's frequency adds to the weight of its level, less what a shared household or place explains.
        package let adjustment: Double
        package let weight: Double
    }

    package let prior: Double
    package let parts: [Part]
    package let weight: Double

    package var probability: Double { Weight.probability(weight) }

    init(_ model: LinkageModel, _ pattern: LevelPattern, fieldWeights: [Double]) {
        prior = model.prior
        parts = model.comparisons.indices.map { Self.part(model, pattern, $0, fieldWeights[$0]) }
        weight = fieldWeights.reduce(model.prior, +)
    }

    /// The explanation of a scored pair. `model` is the one that scored it.
    package init(_ pair: ScoredPair, _ model: LinkageModel) {
        self.init(model, pair.pattern, fieldWeights: pair.fieldWeights)
    }

    private static func part(_ model: LinkageModel, _ pattern: LevelPattern, _ number: Int, _ weight: Double) -> Part {
        let planned = model.plan.comparisons[number]
        let level = pattern[number]
        let place = Int(level) - 1
        return Part(
            name: planned.name, level: level, levelName: level == 0 ? "missing" : planned.kind.levelNames[place],
            m: level == 0 ? nil : model.comparisons[number].m[place],
            u: level == 0 ? nil : model.comparisons[number].u[place],
            adjustment: weight - model.comparisons[number].weight(level), weight: weight)
    }
}
