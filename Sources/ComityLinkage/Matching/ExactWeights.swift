/// What exact agreement on each cell can weigh at most, in whole steps, for the first look at pairs.
final class ExactWeights: @unchecked Sendable {
    /// Steps of a bit: all weights of a first look are whole steps, rounded up.
    static let stepsPerBit = 256.0

    /// By comparison: the greatest of any cell.
    let most: [Int32]
    /// By comparison and code, where there are not very many cells.
    let tables: [Slab<Int16>?]

    private static let tableCells = 1 << 16

    /// Complexity: O(bytes of the cells that have tables).
    init(_ scorer: BatchScorer, _ rows: RunRows, threads: Int) {
        let comparisons = scorer.model.comparisons
        let kinds = rows.plan.comparisons.map(\.kind)
        most = comparisons.indices.map {
            let exact = comparisons[$0].weights[0] + comparisons[$0].frequencies.greatest
            // Equal dates may be incomplete, and then of any level.
            let best = kinds[$0] == .date ? max(exact, comparisons[$0].weights.max() ?? 0, 0) : exact
            return Self.steps(best)
        }
        tables = ForkJoin.map(comparisons.count, threads: threads) { number in
            let cells = rows.cells[number]
            let isFlat = comparisons[number].frequencies.isFlat
            guard kinds[number] != .date, !isFlat, cells.count <= Self.tableCells else { return nil }
            let table = Slab<Int16>(capacity: cells.count)
            table.append(0)
            for code in 1..<max(UInt32(cells.count), 1) {
                let weight = comparisons[number].weights[0] + scorer.adjustments[number].common(code, code)
                table.append(Int16(clamping: Self.steps(weight)))
            }
            return table
        }
    }

    /// Whole steps that are not less.
    static func steps(_ weight: Double) -> Int32 { Int32((weight * stepsPerBit).rounded(.up)) }
}
