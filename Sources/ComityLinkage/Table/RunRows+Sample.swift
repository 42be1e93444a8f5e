/// A part of the rows of a run that stands for all in training. Specs/linkage-model.md#sample
struct RowSample {
    let rows: RunRows
    /// The share of all admitted pairs that are pairs of the sample.
    let pairShare: Double
    /// The share of a block's rows that are in the sample, on average.
    let rowShare: Double

    /// Rows of a sample, about: some thousand matches where every fifth row has one, and a second of work.
    private static let rows = 80_000

    /// All rows if they are not many more than a sample. Which rows are taken is decided by their keys; in link mode
    /// two sources give up to half each, so that a small one is taken whole. Complexity: O(rows).
    init(_ all: RunRows) {
        guard all.count > Self.rows * 3 / 2 else {
            rows = all
            pairShare = 1
            rowShare = 1
            return
        }
        var sizes: [UInt32: Int] = [:]
        for source in all.sources ?? [] { sizes[source, default: 0] += 1 }
        let isTwo = sizes.count == 2
        let uniform = Double(Self.rows) / Double(all.count)
        let shares = sizes.mapValues { isTwo ? min(1, Double(Self.rows / 2) / Double($0)) : uniform }
        let taken = (0..<UInt32(all.count)).filter { rank in
            let share = all.sources.flatMap { shares[$0[Int(rank)]] } ?? uniform
            return StableHash.isTaken(StableHash.combine(StableHash.seed, all.keys[Int(rank)]), share)
        }
        rows = RunRows(all, taken)
        pairShare = isTwo ? shares.values.reduce(1, *) : uniform * uniform
        rowShare = Double(taken.count) / Double(all.count)
    }
}

extension RunRows {
    /// Some rows of others, by ascending rank, with cells of their own. Complexity: O(ranks * comparisons).
    convenience init(_ all: RunRows, _ ranks: [UInt32]) {
        var dictionaries = all.cells.map { _ in ValueDictionary() }
        let matrix = CodeMatrix(stride: all.matrix.stride, capacity: ranks.count)
        for rank in ranks {
            let codes = all.matrix.row(rank)
            for number in dictionaries.indices {
                matrix.codes.append(dictionaries[number].code(all.cells[number].cell(codes[number])))
            }
        }
        self.init(
            plan: all.plan, keys: ranks.map { all.keys[Int($0)] }, allSources: ranks.map { all.allSources[Int($0)] },
            isLink: all.sources != nil, matrix: matrix, cells: dictionaries.map(\.cells))
    }
}
