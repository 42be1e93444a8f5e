/// Weights of rows of one run under a model, with the frequency adjustment of each distinct cell computed once.
struct BatchScorer {
    private let model: LinkageModel
    private let columns: [ColumnMemory]
    /// By comparison and code; NaN where the cell has several values and must be looked at.
    private let adjustments: [[Double]]
    private let sharing: [Sharing]

    init(_ model: LinkageModel, columns: [ColumnMemory]) {
        self.model = model
        self.columns = columns
        sharing = model.plan.comparisons.map(\.fieldKind.sharing)
        adjustments = columns.indices.map { number in
            let frequencies = model.comparisons[number].frequencies
            return (0..<columns[number].cellCount).map { code in
                let cell = columns[number].cell(UInt32(code))
                return Atoms.isSingle(cell) ? frequencies.adjustment(cell) : .nan
            }
        }
    }

    /// The total weight. Complexity: O(comparisons).
    func weight(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> Double {
        var total = model.prior
        var sums = SharedWeights()
        for number in columns.indices {
            let weight = weight(number, pattern[number], left, right)
            total += weight
            sums.add(weight, sharing[number])
        }
        guard model.sharing.discount(sums) > 0 else { return total }
        return fieldWeights(pattern, left, right).reduce(model.prior, +)
    }

    /// The weights that ``weight(_:_:_:)`` adds to the prior.
    func fieldWeights(_ pattern: LevelPattern, _ left: UInt32, _ right: UInt32) -> [Double] {
        var weights = columns.indices.map { weight($0, pattern[$0], left, right) }
        model.settle(&weights)
        return weights
    }

    private func weight(_ number: Int, _ level: UInt8, _ left: UInt32, _ right: UInt32) -> Double {
        let weight = model.comparisons[number].weight(level)
        return level == CellComparer.exact ? weight + adjustment(number, left, right) : weight
    }

    private func adjustment(_ number: Int, _ left: UInt32, _ right: UInt32) -> Double {
        let column = columns[number]
        let one = column.codes[Int(left)]
        let other = column.codes[Int(right)]
        if one == other, !adjustments[number][Int(one)].isNaN { return adjustments[number][Int(one)] }
        return model.comparisons[number].frequencies.adjustment(column.cell(one), column.cell(other))
    }
}
