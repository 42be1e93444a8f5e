/// The default threshold: the weight at which the expected F1 is greatest if the probabilities are right.
/// Specs/linkage-model.md#threshold
struct ThresholdChoice {
    /// Bins of 1/16 bit from -64 to 64; integer counts, so that order cannot matter.
    private static let perBit = 16.0
    private static let lowest = -64.0
    private var bins = [Int](repeating: 0, count: 2_048)

    /// Pairs that weigh less are no reason for a threshold: one in a thousand of them matches.
    static let leastWeight = -10.0

    /// From the weights of all pairs of at least ``leastWeight``.
    init(_ weights: [Double]) {
        for weight in weights { add(weight, count: 1) }
    }

    /// From the candidates of the chosen rules, each at the weight of its pattern without frequencies.
    init(_ model: LinkageModel, _ candidates: [PatternCount], _ choice: RuleChoice) {
        let chosen = choice.chosen.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
        for entry in candidates where entry.mask & chosen != 0 {
            var weights = model.comparisons.indices.map { model.comparisons[$0].weight(entry.pattern[$0]) }
            model.settle(&weights)
            add(weights.reduce(model.prior, +), count: Int(entry.count.rounded()))
        }
    }

    private mutating func add(_ weight: Double, count: Int) {
        let place = Int((weight - Self.lowest) * Self.perBit)
        bins[min(max(place, 0), bins.count - 1)] += count
    }

    /// In the middle between an even chance, below which no pair can raise the expected F1 of a good linkage, and the
    /// lightest pairs that raise it: so that pairs a little lighter than those seen in training still belong. At most
    /// 15 bits.
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
        return best.weight / 2
    }

    private func lower(_ bin: Int) -> Double { Self.lowest + Double(bin) / Self.perBit }
    private func center(_ bin: Int) -> Double { lower(bin) + 0.5 / Self.perBit }
}
