/// Precision, recall and F1 at every threshold. Specs/linkage-model.md#evaluation
package struct ThresholdCurve: Equatable, Sendable {
    package struct Point: Equatable, Sendable {
        /// Pairs of this weight and more are matches.
        package let weight: Double
        package let pairs: Int
        package let quality: Quality

        package var probability: Double { Weight.probability(weight) }
    }

    /// One point for each distinct weight, the greatest first.
    package let points: [Point]
    package let truePairs: Int

    /// - Parameter judged: the heaviest first. The decision of a pair does not matter here, only its weight.
    /// Complexity: O(pairs).
    package init(_ judged: [JudgedPair], truePairs: Int) {
        var points: [Point] = []
        var right = 0
        for (place, pair) in judged.enumerated() {
            if pair.isTrue { right += 1 }
            let next = place + 1
            if next < judged.count, judged[next].weight == pair.weight { continue }
            points.append(
                Point(
                    weight: pair.weight, pairs: next,
                    quality: Quality(right: right, answered: next, truth: truePairs)))
        }
        self.points = points
        self.truePairs = truePairs
    }

    /// The point of greatest F1, of equal ones the greater weight; without any pair, nothing is answered at weight 0.
    package var best: (weight: Double, quality: Quality) {
        var best: Point?
        for point in points where point.quality.f1 > best?.quality.f1 ?? -1 { best = point }
        return best.map { ($0.weight, $0.quality) } ?? (0, Quality(right: 0, answered: 0, truth: truePairs))
    }

    /// What a threshold yields: the last point of at least this weight. Complexity: O(log points).
    package func quality(from weight: Double) -> Point? {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].weight >= weight { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? points[low - 1] : nil
    }
}
