/// Whether probabilities are what they say: of the pairs given 90 %, are 90 % matches?
/// Specs/linkage-model.md#evaluation
package struct ReliabilityTable: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        /// Probabilities from `low` on, below the next row's.
        package let low: Double
        package let high: Double
        package let pairs: Int
        /// The mean of the probabilities given.
        package let predicted: Double
        /// The share of true pairs.
        package let observed: Double
    }

    /// Where rows begin: finer towards certainty, where most pairs lie.
    package static let edges = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]

    /// Rows without pairs are left out.
    package let rows: [Row]
    /// The mean distance of predicted and observed over all pairs.
    package let error: Double

    /// Complexity: O(pairs).
    package init(_ judged: [JudgedPair]) {
        var sums = Self.edges.map { _ in (pairs: 0, predicted: 0.0, right: 0) }
        for pair in judged {
            let probability = Weight.probability(pair.weight)
            let place = Self.edges.lastIndex { $0 <= probability } ?? 0
            sums[place].pairs += 1
            sums[place].predicted += probability
            if pair.isTrue { sums[place].right += 1 }
        }
        rows = sums.indices.filter { sums[$0].pairs > 0 }.map { place in
            let pairs = Double(sums[place].pairs)
            return Row(
                low: Self.edges[place], high: place + 1 < Self.edges.count ? Self.edges[place + 1] : 1,
                pairs: sums[place].pairs, predicted: sums[place].predicted / pairs,
                observed: Double(sums[place].right) / pairs)
        }
        let gaps = rows.reduce(0) { $0 + Double($1.pairs) * abs($1.predicted - $1.observed) }
        error = judged.isEmpty ? 0 : gaps / Double(judged.count)
    }
}
