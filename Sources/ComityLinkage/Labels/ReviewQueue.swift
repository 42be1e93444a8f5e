/// The order in which a person should look at pairs: those of which the model knows least come first, and after some
/// pairs of one pattern another pattern tells more. Specs/linkage-files.md#order
package enum ReviewQueue {
    /// Bits from the threshold that one more pair of a pattern counts as.
    private static let repetition = 2.0

    /// The pairs, most instructive first. The order depends on the pairs alone, so that a review can go on where it
    /// stopped by leaving out what has a label.
    ///
    /// Complexity: O(pairs log pairs).
    package static func order(_ pairs: [ScoredPair], threshold: Double) -> [ScoredPair] {
        func distance(_ pair: ScoredPair) -> Double { abs(pair.weight - threshold) }
        let nearest = pairs.sorted {
            distance($0) != distance($1) ? distance($0) < distance($1) : ScoredPair.precedes($0, $1)
        }
        var seen: [LevelPattern: Int] = [:]
        let ranked = nearest.enumerated().map { place, pair in
            let earlier = seen[pair.pattern, default: 0]
            seen[pair.pattern] = earlier + 1
            return (cost: distance(pair) + repetition * Double(earlier), place: place)
        }
        return ranked.sorted { ($0.cost, $0.place) < ($1.cost, $1.place) }.map { nearest[$0.place] }
    }
}
