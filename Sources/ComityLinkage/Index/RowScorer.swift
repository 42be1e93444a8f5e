/// Scores two rows of the live index; gives the same bits as ``BatchComparer`` and ``BatchScorer``.
struct RowScorer: ~Copyable {
    private let model: LinkageModel
    private let swap: NameSwap?
    private let comparer = CellComparer()

    init(_ model: LinkageModel) {
        self.model = model
        swap = NameSwap(model.plan)
    }

    borrowing func pattern(_ left: IndexedRow, _ right: IndexedRow) -> LevelPattern {
        var pattern = LevelPattern()
        for (number, comparison) in model.plan.comparisons.enumerated() {
            pattern[number] = left.withCells(number, right) { comparer.level(comparison.kind, $0, $1) }
        }
        if let swap, swap.isPossible(pattern) {
            swap.apply(&pattern, cross: (cross(swap, left, right), cross(swap, right, left)))
        }
        return pattern
    }

    borrowing func fieldWeights(_ pattern: LevelPattern, _ left: IndexedRow, _ right: IndexedRow) -> [Double] {
        var weights = model.comparisons.indices.map { number in
            let weight = model.comparisons[number].weight(pattern[number])
            guard pattern[number] == CellComparer.exact else { return weight }
            let frequencies = model.comparisons[number].frequencies
            return weight
                + left.withCells(number, right) { one, other in
                    Atoms.isSingle(one) && CellComparer.equal(one, other)
                        ? frequencies.adjustment(one) : frequencies.adjustment(one, other)
                }
        }
        model.settle(&weights)
        return weights
    }

    private borrowing func cross(_ swap: NameSwap, _ one: IndexedRow, _ other: IndexedRow) -> UInt8 {
        one.withCell(swap.given) { given in
            other.withCell(swap.surname) { comparer.level(.name, given, $0) }
        }
    }
}
