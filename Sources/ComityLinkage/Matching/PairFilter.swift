/// Finds the pairs that reach a weight, and gives up a pair as soon as what is left cannot bring it there: comparisons
/// are looked at in the order of what they can rule out for their cost, each counting as its best until then. It never
/// rules out a pair that ``BatchScorer`` would not. One per worker. Specs/linkage-model.md#run
struct PairFilter: ~Copyable {
    private let rows: RunRows
    private let scorer: BatchScorer
    private let comparer: BatchComparer
    private let least: Double
    private let prior: Double
    private let matrix: CodeMatrix.View
    private let parts: Slab<Part>
    /// Comparisons in the order in which they are looked at.
    private let order: UnsafePointer<Part>
    private let count: Int
    private let swap: NameSwap?
    /// By comparison and level.
    private let weightSlab: Slab<Double>
    private let weights: UnsafePointer<Double>

    private struct Part: BitwiseCopyable {
        let number: Int
        let isDate: Bool
        /// The greatest weight below level 1.
        var best: Double
        /// The adjustments of exact agreement by code, if there is a table.
        let adjustments: UnsafePointer<Double>?
    }

    private static let levels = 16
    /// Sums are multiples of 2^-20 but for the prior, which may add less than this in another order.
    private static let tolerance = 1e-6

    init(_ rows: RunRows, _ scorer: BatchScorer, least: Double) {
        self.rows = rows
        self.scorer = scorer
        self.least = least - Self.tolerance
        prior = scorer.model.prior
        matrix = rows.matrix.view
        comparer = BatchComparer(rows)
        swap = comparer.swap
        parts = Self.parts(rows, scorer, comparer.swap)
        order = UnsafePointer(parts.base)
        count = parts.count
        weightSlab = Slab(repeating: 0, count: parts.count * Self.levels)
        for (number, comparison) in scorer.model.comparisons.enumerated() {
            for (level, weight) in comparison.weights.enumerated() {
                weightSlab.base[number * Self.levels + level + 1] = weight
            }
        }
        weights = UnsafePointer(weightSlab.base)
    }

    private static func parts(_ rows: RunRows, _ scorer: BatchScorer, _ swap: NameSwap?) -> Slab<Part> {
        let kinds = rows.plan.comparisons.map(\.kind)
        let weights = scorer.model.comparisons.map(\.weights)
        let best = kinds.indices.map { number in
            let most = weights[number].dropFirst().max() ?? 0
            return number == swap?.surname ? max(most, 0) : most
        }
        let gains = kinds.indices.map { (best[$0] - (weights[$0].last ?? 0)) / kinds[$0].cost }
        let parts = Slab<Part>()
        for number in kinds.indices.sorted(by: { (gains[$1], $0) < (gains[$0], $1) }) {
            parts.append(
                Part(
                    number: number, isDate: kinds[number] == .date, best: best[number],
                    adjustments: scorer.adjustments[number].table))
        }
        return parts
    }

    /// The pattern and weight of a pair that reaches the least weight, else nil. Complexity: O(comparisons) cell
    /// comparisons; most pairs take a few.
    @inline(__always)
    borrowing func score(_ left: UInt32, _ right: UInt32) -> (pattern: LevelPattern, weight: Double)? {
        let one = matrix.row(left)
        let other = matrix.row(right)
        var total = prior
        var bound = 0.0
        var open: UInt32 = 0
        var bits: UInt64 = 0
        for place in 0..<count {
            let number = order[place].number
            let code = one[number]
            guard code != 0, other[number] != 0 else { continue }
            if code == other[number], !order[place].isDate {
                bits |= 1 &<< UInt64(4 &* number)
                total += weights[number &* Self.levels &+ 1] + adjustment(place, code, code)
            } else {
                open |= 1 &<< UInt32(place)
                bound += order[place].best
            }
        }
        guard total + bound >= least else { return nil }
        return settle(left, right, total, bound, open, bits)
    }

    @inline(__always)
    private borrowing func adjustment(_ place: Int, _ one: UInt32, _ other: UInt32) -> Double {
        if one == other, let known = order[place].adjustments, !known[Int(one)].isNaN { return known[Int(one)] }
        return scorer.adjustments[order[place].number].common(one, other)
    }

    private borrowing func settle(
        _ left: UInt32, _ right: UInt32, _ total: Double, _ bound: Double, _ open: UInt32, _ bits: UInt64
    ) -> (pattern: LevelPattern, weight: Double)? {
        let one = matrix.row(left)
        let other = matrix.row(right)
        var (total, bound, open, bits) = (total, bound, open, bits)
        // A name that is at its last level may still be exchanged with the other one.
        var held = 0.0
        while open != 0 {
            let place = open.trailingZeroBitCount
            let number = order[place].number
            open &= open &- 1
            let level = comparer.unequalLevel(number, one[number], other[number])
            bits |= UInt64(level) &<< UInt64(4 &* number)
            bound -= order[place].best
            total += weights[number &* Self.levels &+ Int(level)]
            if level == CellComparer.exact { total += adjustment(place, one[number], other[number]) }
            if let swap, number == swap.given || number == swap.surname {
                held = swapGain(swap, LevelPattern(bits: bits), one, other)
            }
            guard total + bound + held >= least else { return nil }
        }
        var pattern = LevelPattern(bits: bits)
        if let swap, swap.isPossible(pattern) {
            swap.apply(&pattern, cross: (comparer.cross(swap, left, right), comparer.cross(swap, right, left)))
        }
        let weight = scorer.weight(pattern, left, right)
        return weight >= least ? (pattern, weight) : nil
    }

    /// What an exchange of the names would add to the levels found so far; 0 if there can be none.
    private borrowing func swapGain(
        _ swap: NameSwap, _ pattern: LevelPattern, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>
    ) -> Double {
        guard swap.mayBe(pattern, one, other) else { return 0 }
        var gain = 0.0
        let given = Int(pattern[swap.given])
        if given > 0 {
            let swapped = weights[swap.given &* Self.levels &+ Int(swap.swapped)]
            gain += swapped - weights[swap.given &* Self.levels &+ given]
        }
        let surname = Int(pattern[swap.surname])
        if surname > 0 { gain -= weights[swap.surname &* Self.levels &+ surname] }
        return max(gain, 0)
    }
}
