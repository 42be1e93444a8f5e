/// Weights of rows of one run under a model. Specs/linkage-model.md#scores
final class BatchScorer: @unchecked Sendable {
    let model: LinkageModel
    private let rows: RunRows
    let adjustments: [Adjustments]
    private let groups: Slab<Sharing>
    /// By comparison and level, 0 being missing.
    private let weightSlab: Slab<Double>
    /// Levels of a comparison in ``weights``.
    static let levels = 16

    init(_ model: LinkageModel, _ rows: RunRows, threads: Int) {
        self.model = model
        self.rows = rows
        adjustments = ForkJoin.map(rows.cells.count, threads: threads) {
            Adjustments(rows.cells[$0], model.comparisons[$0].frequencies)
        }
        groups = Slab()
        for comparison in model.plan.comparisons { groups.append(comparison.fieldKind.sharing) }
        weightSlab = Slab(repeating: 0, count: model.comparisons.count * Self.levels)
        for (number, comparison) in model.comparisons.enumerated() {
            for (level, weight) in comparison.weights.enumerated() {
                weightSlab.base[number * Self.levels + level + 1] = weight
            }
        }
    }

    /// By comparison, ``levels`` for each, and level; without adjustments.
    var weights: UnsafePointer<Double> { UnsafePointer(weightSlab.base) }

    /// The total weight: the prior plus ``fieldWeights(_:_:_:)`` in map order. Complexity: O(comparisons).
    func weight(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: model.comparisons.count) { weights in
            fill(weights, pattern, left, right)
            var total = model.prior
            for weight in weights { total += weight }
            return total
        }
    }

    /// The weight of each comparison after the discount. Complexity: O(comparisons).
    func fieldWeights(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> [Double] {
        [Double](unsafeUninitializedCapacity: model.comparisons.count) { weights, count in
            fill(weights, pattern, left, right)
            count = weights.count
        }
    }

    private func fill(
        _ weights: UnsafeMutableBufferPointer<Double>, _ pattern: LevelPattern, _ left: UInt32, _ right: UInt32
    ) {
        let one = rows.matrix.row(left)
        let other = rows.matrix.row(right)
        for number in weights.indices {
            let level = pattern[number]
            var weight = self.weights[number &* Self.levels &+ Int(level)]
            if level == CellComparer.exact { weight += adjustments[number].common(one[number], other[number]) }
            weights.initializeElement(at: number, to: weight)
        }
        model.sharing.settle(weights, UnsafeBufferPointer(groups.buffer))
    }
}
