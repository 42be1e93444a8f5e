/// Weights of rows of one run under a model. Specs/linkage-model.md#scores
final class BatchScorer: @unchecked Sendable {
    let model: LinkageModel
    private let rows: RunRows
    let adjustments: [Adjustments]

    init(_ model: LinkageModel, _ rows: RunRows, threads: Int) {
        self.model = model
        self.rows = rows
        adjustments = ForkJoin.map(rows.cells.count, threads: threads) {
            Adjustments(rows.cells[$0], model.comparisons[$0].frequencies)
        }
    }

    /// The total weight: the prior plus ``fieldWeights(_:_:_:)`` in map order. Complexity: O(comparisons).
    func weight(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> Double {
        fieldWeights(pattern, left, right).reduce(model.prior, +)
    }

    /// The weight of each comparison after the discount. Complexity: O(comparisons).
    func fieldWeights(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> [Double] {
        let one = rows.matrix.row(left)
        let other = rows.matrix.row(right)
        var weights = adjustments.indices.map { number in
            let level = pattern[number]
            let weight = model.comparisons[number].weight(level)
            guard level == CellComparer.exact else { return weight }
            return weight + adjustments[number].common(one[number], other[number])
        }
        model.settle(&weights)
        return weights
    }
}
