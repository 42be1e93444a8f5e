/// Scores pairs of rows of the live index; gives the same bits as ``BatchComparer`` and ``BatchScorer``. A pair is
/// given up as soon as what is left cannot bring it to the least weight that counts. One per step.
/// Specs/linkage-model.md#scores
struct PairScorer: ~Copyable {
    private let plan: ScoringPlan
    private let model: LinkageModel
    private let kinds: [ComparisonKind]
    private let comparer = CellComparer()

    /// Sums are multiples of 2^-20 but for the prior, which may add less than this in another order.
    private static let tolerance = 1e-6

    init(_ plan: ScoringPlan) {
        self.plan = plan
        model = plan.model
        kinds = plan.kinds
    }

    /// The pattern and weight of a pair of at least the least weight, else nil. Complexity: O(comparisons) cell
    /// comparisons; most pairs take a few.
    borrowing func score(_ left: RowCells, _ right: RowCells) -> (pattern: LevelPattern, weight: Double)? {
        var pattern = LevelPattern()
        var total = model.prior
        var open: UInt32 = 0
        var bound = 0.0
        for (place, part) in plan.order.enumerated() {
            let one = left[part.number]
            let other = right[part.number]
            guard !one.isEmpty, !other.isEmpty else { continue }
            if kinds[part.number] == .date {
                total += level(part.number, one, other, &pattern)
            } else if FastHash.equal(one, other) {
                pattern[part.number] = CellComparer.exact
                total += exactWeight(part.number, one, other)
            } else {
                open |= 1 &<< UInt32(place)
                bound += best(part, one, other)
            }
        }
        guard total + bound >= plan.least - Self.tolerance else { return nil }
        return settle(left, right, total, bound, open, pattern)
    }

    private borrowing func settle(
        _ left: RowCells, _ right: RowCells, _ total: Double, _ bound: Double, _ open: UInt32, _ known: LevelPattern
    ) -> (pattern: LevelPattern, weight: Double)? {
        var (total, bound, open, pattern) = (total, bound, open, known)
        // Names that differ may be exchanged: until it is known whether they can be, they count as their best.
        var names = (weight: 0.0, most: 0.0)
        while open != 0 {
            let part = plan.order[open.trailingZeroBitCount]
            open &= open &- 1
            let one = left[part.number]
            let other = right[part.number]
            let most = best(part, one, other)
            bound -= most
            let weight = level(part.number, one, other, &pattern)
            if part.isName {
                names = (names.weight + weight, names.most + max(most, weight))
                if open & plan.nameBits == 0, plan.swap?.isPossible(pattern) != true {
                    total += names.weight
                    names = (0, 0)
                }
            } else {
                total += weight
            }
            guard total + bound + names.most >= plan.least - Self.tolerance else { return nil }
        }
        exchange(left, right, &pattern)
        let weight = fieldWeights(pattern, left, right).reduce(model.prior, +)
        return weight >= plan.least ? (pattern, weight) : nil
    }

    /// The levels of two rows. Complexity: O(comparisons) cell comparisons.
    borrowing func pattern(_ left: RowCells, _ right: RowCells) -> LevelPattern {
        var pattern = LevelPattern()
        for number in kinds.indices {
            pattern[number] = comparer.level(kinds[number], left[number], right[number])
        }
        exchange(left, right, &pattern)
        return pattern
    }

    borrowing func fieldWeights(_ pattern: LevelPattern, _ left: RowCells, _ right: RowCells) -> [Double] {
        var weights = kinds.indices.map { number in
            pattern[number] == CellComparer.exact
                ? exactWeight(number, left[number], right[number]) : model.comparisons[number].weight(pattern[number])
        }
        model.settle(&weights)
        return weights
    }

    private borrowing func best(
        _ part: ScoringPlan.Part, _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>
    ) -> Double {
        Atoms.isSingle(one) && Atoms.isSingle(other) ? part.best : part.bestOfSeveral
    }

    /// The weight of the level of two cells, which it notes in the pattern.
    private borrowing func level(
        _ number: Int, _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>,
        _ pattern: inout LevelPattern
    ) -> Double {
        let level = comparer.level(kinds[number], one, other)
        pattern[number] = level
        return level == CellComparer.exact
            ? exactWeight(number, one, other) : model.comparisons[number].weight(level)
    }

    private borrowing func exactWeight(
        _ number: Int, _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>
    ) -> Double {
        let frequencies = model.comparisons[number].frequencies
        let weight = model.comparisons[number].weights[0]
        guard !frequencies.isFlat else { return weight }
        return weight
            + (Atoms.isSingle(one) && CellComparer.equal(one, other)
                ? frequencies.adjustment(one) : frequencies.adjustment(one, other))
    }

    private borrowing func exchange(_ left: RowCells, _ right: RowCells, _ pattern: inout LevelPattern) {
        guard let swap = plan.swap, swap.isPossible(pattern) else { return }
        swap.apply(&pattern, cross: (cross(swap, left, right), cross(swap, right, left)))
    }

    private borrowing func cross(_ swap: NameSwap, _ one: RowCells, _ other: RowCells) -> UInt8 {
        comparer.level(.name, one[swap.given], other[swap.surname])
    }
}

/// What of a model decides the order in which a pair is looked at and when it is given up: made once for each index.
struct ScoringPlan: Sendable {
    struct Part: Sendable {
        let number: Int
        /// What two unequal cells of one value each can weigh at most.
        let best: Double
        /// What two unequal cells can weigh at most where one has several values.
        let bestOfSeveral: Double
        /// Whether it is one of two names that may be exchanged.
        let isName: Bool
    }

    let model: LinkageModel
    /// Pairs below this weight do not count.
    let least: Double
    let kinds: [ComparisonKind]
    let swap: NameSwap?
    /// In the order in which they are looked at: what can rule out most for its cost first.
    let order: [Part]
    /// A bit for the place of each name that may be exchanged.
    let nameBits: UInt32

    /// Complexity: O(frequent values).
    init(_ model: LinkageModel, least: Double) {
        self.model = model
        self.least = least
        kinds = model.plan.comparisons.map(\.kind)
        let swap = NameSwap(model.plan)
        let order = Self.parts(model, swap)
        self.swap = swap
        self.order = order
        nameBits = order.indices.reduce(0) { $0 | (order[$1].isName ? 1 << UInt32($1) : 0) }
    }

    private static func parts(_ model: LinkageModel, _ swap: NameSwap?) -> [Part] {
        let parts = model.comparisons.enumerated().map { number, comparison in
            // Exchanged names leave the surname out, which may be more than its last level weighs.
            let floor = number == swap?.surname ? 0 : -Weight.bound
            let below = max(comparison.weights.dropFirst().max() ?? 0, floor)
            let frequencies = comparison.frequencies
            let adjustment = max(frequencies.adjustments.values.max() ?? 0, frequencies.rare, 0)
            return Part(
                number: number, best: below, bestOfSeveral: max(below, comparison.weights[0] + adjustment),
                isName: swap.map { $0.given == number || $0.surname == number } ?? false)
        }
        let gains = parts.map { part in
            let worst = model.comparisons[part.number].weights.last ?? 0
            return (part.best - worst) / model.plan.comparisons[part.number].kind.cost
        }
        return parts.sorted { (gains[$1.number], $0.number) < (gains[$0.number], $1.number) }
    }
}
