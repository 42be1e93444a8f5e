/// The probability that two rows taken at random match. Specs/linkage-model.md#prior
enum Prior {
    private static let rounds = 50

    /// The fixed point of "as many matches as the candidates' probabilities add up to".
    /// Complexity: O(rounds * patterns).
    static func estimate(_ counts: [(ratio: Double, count: Double)], totalPairs: Double) -> Double {
        let least = 0.5 / max(totalPairs, 1)
        var lambda = min(1e-3, max(least, 100 / max(totalPairs, 1)))
        for _ in 0..<rounds {
            let odds = lambda / (1 - lambda)
            let matches = counts.reduce(0) { $0 + $1.count * (odds * $1.ratio / (1 + odds * $1.ratio)) }
            lambda = min(max(matches / max(totalPairs, 1), least), 0.5)
        }
        return lambda
    }
}
