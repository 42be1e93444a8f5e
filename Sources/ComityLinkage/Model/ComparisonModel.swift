/// m, u and weight of each level of one comparison. Specs/linkage-model.md#weights
package struct ComparisonModel: Equatable, Sendable {
    /// The share of each level among matches and among others; index 0 is level 1. Each sums to about 1.
    package let m: [Double]
    package let u: [Double]
    /// log2(m / u), pooled where the data contradict the order of the ladder; what scoring uses.
    package let weights: [Double]
    package let frequencies: TermFrequencies

    package init(m: [Double], u: [Double], weights: [Double], frequencies: TermFrequencies) {
        self.m = m
        self.u = u
        self.weights = weights
        self.frequencies = frequencies
    }

    /// The weight of a level without its frequency adjustment; 0 if missing.
    func weight(_ level: UInt8) -> Double { level == 0 ? 0 : weights[Int(level) - 1] }
}
