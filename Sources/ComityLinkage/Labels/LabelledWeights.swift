/// Moves the weights of a model towards what a person said about pairs. Specs/linkage-files.md#learning
///
/// A logistic regression that begins at the model: every level of every comparison, and the prior, may move, each held
/// by a normal prior around where it stands. Pairs are chosen for review by their score, which would bias a new
/// estimate of m; how likely a match is *given* what was compared is not biased by that choice.
struct LabelledWeights {
    /// How far, in bits, a weight and the prior move easily: a few labels cannot overturn thousands of pairs.
    private static let weightSpread = 1.0
    private static let priorSpread = 3.0
    private static let rounds = 100
    private static let convergence = 1e-7
    /// Bits to natural logarithm.
    private static let bit = 0.693_147_180_559_945_3

    /// Changes of weights by comparison and level from 1, and of the prior, in bits.
    private(set) var weights: [[Double]]
    private(set) var prior = 0.0
    private let cases: [Case]

    struct Case {
        let pattern: LevelPattern
        /// The score under the model as it was.
        let weight: Double
        let isMatch: Bool
    }

    /// - Parameters:
    ///   - levels: how many levels each comparison has.
    ///   - cases: in an order that does not depend on the order of rows.
    /// Complexity: O(rounds * levels * cases).
    init(_ cases: [Case], levels: [Int]) {
        self.cases = cases
        weights = levels.map { [Double](repeating: 0, count: $0) }
        var scores = cases.map(\.weight)
        for _ in 0..<Self.rounds where step(&scores) < Self.convergence { break }
    }

    /// One round over all coordinates; the greatest change.
    private mutating func step(_ scores: inout [Double]) -> Double {
        var greatest = move(&prior, spread: Self.priorSpread, Array(cases.indices), &scores)
        for comparison in weights.indices {
            for level in weights[comparison].indices {
                let touched = cases.indices.filter { Int(cases[$0].pattern[comparison]) == level + 1 }
                guard !touched.isEmpty else { continue }
                let moved = move(&weights[comparison][level], spread: Self.weightSpread, touched, &scores)
                greatest = max(greatest, moved)
            }
        }
        return greatest
    }

    /// A step of Newton's method along one coordinate.
    private func move(_ value: inout Double, spread: Double, _ touched: [Int], _ scores: inout [Double]) -> Double {
        var slope = -value / (spread * spread)
        var curvature = 1 / (spread * spread)
        for place in touched {
            let probability = Weight.probability(scores[place])
            slope += Self.bit * ((cases[place].isMatch ? 1 : 0) - probability)
            curvature += Self.bit * Self.bit * probability * (1 - probability)
        }
        let change = min(max(slope / curvature, -1), 1)
        value += change
        for place in touched { scores[place] += change }
        return abs(change)
    }
}
