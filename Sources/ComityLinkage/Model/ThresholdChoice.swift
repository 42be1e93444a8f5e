/// The default threshold: the weight at which the expected F1 is greatest if the probabilities are right.
/// Specs/linkage-model.md#threshold
struct ThresholdChoice {
    /// Bins of 1/16 bit from -64 to 64; integer counts, so that order cannot matter.
    private static let perBit = 16.0
    private static let lowest = -64.0
    private var bins = [Int](repeating: 0, count: 2_048)

    mutating func add(_ weight: Double) {
        let place = Int((weight - Self.lowest) * Self.perBit)
        bins[min(max(place, 0), bins.count - 1)] += 1
    }

    /// At most 30 bits and never below an even chance.
    var threshold: Double {
        var expectedMatches = 0.0
        for bin in bins.indices { expectedMatches += Double(bins[bin]) * Weight.probability(center(bin)) }
        var best = (score: 0.0, weight: 0.0)
        var taken = 0.0
        var right = 0.0
        for bin in bins.indices.reversed() where lower(bin) >= 0 {
            taken += Double(bins[bin])
            right += Double(bins[bin]) * Weight.probability(center(bin))
            let score = 2 * right / max(taken + expectedMatches, 1)
            if bins[bin] > 0, score > best.score { best = (score, min(lower(bin), 30)) }
        }
        return best.weight
    }

    private func lower(_ bin: Int) -> Double { Self.lowest + Double(bin) / Self.perBit }
    private func center(_ bin: Int) -> Double { lower(bin) + 0.5 / Self.perBit }
}
