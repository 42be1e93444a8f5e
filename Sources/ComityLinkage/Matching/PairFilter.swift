/// Finds the pairs that reach a weight, and gives up a pair as soon as what is left cannot bring it there: first by
/// equal codes and signatures, then by dates and the traits of names, at last by comparisons in the order of what they
/// can rule out for their cost, each counting as its best until then. It never rules out a pair that ``BatchScorer``
/// would not. One per worker. Specs/linkage-model.md#run
struct PairFilter: ~Copyable {
    private let scorer: BatchScorer
    private let comparer: BatchComparer
    private let least: Double
    private let leastSteps: Int32
    private let prior: Double
    private let priorSteps: Int32
    private let firstLook: FirstLook
    private let width: Int
    private let date: Int?
    private let swap: NameSwap?
    /// The comparisons of ``swap``, a bit for each.
    private let names: UInt32
    /// Comparisons whose traits are known, those of ``swap`` first, then the smaller tables.
    private let traitSlab: Slab<Int>
    private let traitOrder: UnsafePointer<Int>
    private let nameCount: Int
    /// Comparisons in the order in which they are looked at, names first.
    private let orderSlab: Slab<Int>
    private let order: UnsafePointer<Int>
    private let parts: Slab<Part>
    /// By comparison.
    private let part: UnsafePointer<Part>
    private let count: Int
    /// By comparison and level.
    private let weights: UnsafePointer<Double>

    private struct Part: BitwiseCopyable {
        /// The greatest weight of unequal codes.
        let best: Double
        let bestSteps: Int32
        let lastSteps: Int32
        let lastLevel: UInt8
        let traits: UnsafePointer<CellTraits>?
        /// The adjustments of exact agreement by code, if there is a table.
        let adjustments: UnsafePointer<Double>?
    }

    /// What is known of a pair before cells are compared: comparisons, a bit for each.
    private struct Known {
        var most: Int32
        var exact: UInt32
        var last: UInt32
        var open: UInt32
        var pattern = LevelPattern()
        /// Whether it is known if the names are exchanged.
        var isSwapSettled = false
        /// Whether they may be, one being at its last level and the other open.
        var isHalfSwapped = false
    }

    /// Sums are multiples of 2^-20 but for the prior, which may add less than this in another order.
    private static let tolerance = 1e-6

    init(_ rows: RunRows, _ traits: RowTraits, _ scorer: BatchScorer, width: Int, least: Double) {
        self.scorer = scorer
        self.least = least - Self.tolerance
        self.width = width
        prior = scorer.model.prior
        priorSteps = ExactWeights.steps(min(max(prior, -Self.bound), Self.bound))
        leastSteps = -ExactWeights.steps(-min(max(self.least, -Self.bound), Self.bound))
        comparer = BatchComparer(rows, traits)
        swap = comparer.swap
        names = comparer.swap.map { 1 << UInt32($0.given) | 1 << UInt32($0.surname) } ?? 0
        weights = scorer.weights
        let kinds = rows.plan.comparisons.map(\.kind)
        count = kinds.count
        date = kinds.firstIndex(of: .date)
        parts = Self.parts(rows, traits, scorer, comparer.swap)
        part = UnsafePointer(parts.base)
        orderSlab = Self.order(kinds, scorer, parts, comparer.swap)
        order = UnsafePointer(orderSlab.base)
        let names = [comparer.swap?.given, comparer.swap?.surname].compactMap(\.self)
        let others = kinds.indices.filter { !names.contains($0) && traits.traits[$0] != nil }
        traitSlab = Slab()
        for number in names + others.sorted(by: { rows.cells[$0].count < rows.cells[$1].count }) {
            traitSlab.append(number)
        }
        traitOrder = UnsafePointer(traitSlab.base)
        nameCount = names.count
        firstLook = FirstLook(
            kinds, last: parts.buffer.map(\.lastSteps), best: parts.buffer.map(\.bestSteps), width: width)
    }

    /// Bits beyond which a prior or a least weight is cut, so that sums of steps cannot overflow; sums of weights are
    /// within.
    private static let bound = 4_096.0

    private static func parts(
        _ rows: RunRows, _ traits: RowTraits, _ scorer: BatchScorer, _ swap: NameSwap?
    ) -> Slab<Part> {
        let comparisons = scorer.model.comparisons
        var best = comparisons.indices.map { number in
            let weights = comparisons[number].weights
            let most = weights.dropFirst().max() ?? 0
            // Cells of several values may agree exactly though they differ, and dates that are not complete be missing.
            if rows.cells[number].hasSeveral {
                return max(most, weights[0] + comparisons[number].frequencies.greatest, 0)
            }
            return rows.plan.comparisons[number].kind == .date ? max(most, 0) : most
        }
        if let swap {
            let swapped = comparisons[swap.given].weights[Int(swap.swapped) - 1]
            best[swap.given] = max(best[swap.given], swapped - best[swap.surname])
        }
        let parts = Slab<Part>()
        for number in comparisons.indices {
            let last = comparisons[number].weights[comparisons[number].weights.count - 1]
            parts.append(
                Part(
                    best: best[number], bestSteps: ExactWeights.steps(best[number]),
                    lastSteps: ExactWeights.steps(last), lastLevel: UInt8(comparisons[number].weights.count),
                    traits: traits.traits[number].map { UnsafePointer($0.base) },
                    adjustments: scorer.adjustments[number].table))
        }
        return parts
    }

    private static func order(
        _ kinds: [ComparisonKind], _ scorer: BatchScorer, _ parts: Slab<Part>, _ swap: NameSwap?
    ) -> Slab<Int> {
        let gains = kinds.indices.map { number in
            let last = scorer.model.comparisons[number].weights.last ?? 0
            return (parts.base[number].best - last) / kinds[number].cost
        }
        let order = Slab<Int>()
        if let swap {
            order.append(swap.given)
            order.append(swap.surname)
        }
        for number in kinds.indices.sorted(by: { (gains[$1], $0) < (gains[$0], $1) })
        where number != swap?.given && number != swap?.surname {
            order.append(number)
        }
        return order
    }

    /// The pattern and weight of a pair that reaches the least weight, else nil. Complexity: O(comparisons) cell
    /// comparisons; most pairs take none.
    /// - Parameters:
    ///   - one, other: their records.
    @inline(__always)
    borrowing func score(
        _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ left: UInt32, _ right: UInt32
    ) -> (pattern: LevelPattern, weight: Double)? {
        let found = firstLook.look(one, other)
        guard priorSteps &+ found.most >= leastSteps else { return nil }
        return lookAgain(one, other, left, right, found)
    }

    private borrowing func lookAgain(
        _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ left: UInt32, _ right: UInt32,
        _ found: FirstLook.Found
    ) -> (pattern: LevelPattern, weight: Double)? {
        var known = Known(most: priorSteps &+ found.most, exact: found.exact, last: found.last, open: found.open)
        if let date { lookAtDates(date, one, other, &known) }
        guard known.most >= leastSteps else { return nil }
        for place in 0..<nameCount { lookAtTraits(traitOrder[place], one, other, &known) }
        if let swap { settleSwap(swap, one, other, left, right, &known) }
        guard known.most >= leastSteps else { return nil }
        for place in nameCount..<traitSlab.count {
            lookAtTraits(traitOrder[place], one, other, &known)
            guard known.most >= leastSteps else { return nil }
        }
        return compare(one, other, left, right, &known)
    }

    /// Two complete dates need no look at their bytes; equal ones that are not complete are open.
    private borrowing func lookAtDates(
        _ date: Int, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ known: inout Known
    ) {
        let bit: UInt32 = 1 &<< UInt32(date)
        guard (known.exact | known.open) & bit != 0 else { return }
        let left = one[width &+ date]
        let right = other[width &+ date]
        let isExact = known.exact & bit != 0
        if left == 0 || right == 0 {
            known.exact &= ~bit
            known.open |= bit
            return
        }
        if isExact { return }
        let level = DateLevels.level(left, right)
        known.open &= ~bit
        known.pattern[date] = level
        known.most &+=
            ExactWeights.steps(weights[date &* BatchScorer.levels &+ Int(level)])
            &- part[date].bestSteps
    }

    @inline(__always)
    private borrowing func lookAtTraits(
        _ number: Int, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ known: inout Known
    ) {
        guard known.open & (1 &<< UInt32(number)) != 0, let traits = part[number].traits else { return }
        guard traits[Int(one[number])].differ(from: traits[Int(other[number])], comparer.kind(number)) else { return }
        known.open &= ~(1 &<< UInt32(number))
        known.last |= 1 &<< UInt32(number)
        known.most &+= part[number].lastSteps &- part[number].bestSteps
    }

    /// If both names are at their last levels, whether they are exchanged; if one is, whether they may be.
    private borrowing func settleSwap(
        _ swap: NameSwap, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ left: UInt32,
        _ right: UInt32, _ known: inout Known
    ) {
        let both = names
        guard known.last & both != 0, (known.last | known.open) & both == both else { return }
        known.isSwapSettled = true
        guard mayBeSwapped(swap, one, other) else { return }
        let swapped = ExactWeights.steps(weights[swap.given &* BatchScorer.levels &+ Int(swap.swapped)])
        if known.open & both != 0 {
            known.isSwapSettled = false
            known.isHalfSwapped = true
            let isGiven = known.last & (1 &<< UInt32(swap.given)) != 0
            let lasting = part[isGiven ? swap.given : swap.surname].lastSteps
            known.most &+= max(swapped &- lasting &- part[isGiven ? swap.surname : swap.given].bestSteps, 0)
            return
        }
        var pattern = LevelPattern()
        swap.apply(&pattern, cross: (comparer.cross(swap, left, right), comparer.cross(swap, right, left)))
        guard pattern[swap.given] == swap.swapped else { return }
        known.last &= ~both
        known.pattern[swap.given] = swap.swapped
        known.most &+= swapped &- part[swap.given].lastSteps &- part[swap.surname].lastSteps
    }

    private borrowing func mayBeSwapped(
        _ swap: NameSwap, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>
    ) -> Bool {
        guard let given = part[swap.given].traits, let surname = part[swap.surname].traits else { return true }
        return given[Int(one[swap.given])].mayBeNear(surname[Int(other[swap.surname])])
            && given[Int(other[swap.given])].mayBeNear(surname[Int(one[swap.surname])])
    }

    private borrowing func compare(
        _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ left: UInt32, _ right: UInt32,
        _ known: inout Known
    ) -> (pattern: LevelPattern, weight: Double)? {
        var total = prior
        var last = known.last
        while last != 0 {
            let number = last.trailingZeroBitCount
            last &= last &- 1
            known.pattern[number] = part[number].lastLevel
            total += weight(number, known.pattern)
        }
        var exact = known.exact
        while exact != 0 {
            let number = exact.trailingZeroBitCount
            exact &= exact &- 1
            known.pattern[number] = CellComparer.exact
            total += weight(number, known.pattern) + adjustment(number, one[number], other[number])
        }
        if let date, known.exact & (1 &<< UInt32(date)) == 0 { total += weight(date, known.pattern) }
        if let swap, known.pattern[swap.given] == swap.swapped { total += weight(swap.given, known.pattern) }
        guard finish(&known, &total, one, other, left, right) else { return nil }
        let weight = scorer.weight(known.pattern, left, right)
        return weight >= least ? (known.pattern, weight) : nil
    }

    /// Compares what is open, as long as the pair can reach the least weight.
    private borrowing func finish(
        _ known: inout Known, _ total: inout Double, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>,
        _ left: UInt32, _ right: UInt32
    ) -> Bool {
        var bound = 0.0
        for number in 0..<count where known.open & (1 &<< UInt32(number)) != 0 {
            // A date that is equal to itself and open may be exact.
            bound += one[number] == other[number] ? Self.bound : part[number].best
        }
        var place = 0
        if let swap {
            if known.open & names != 0 {
                guard known.isHalfSwapped || total + bound >= least else { return false }
                compareNames(swap, one, other, left, right, &known, &total, &bound)
            }
            place = 2
        }
        while place < count {
            guard total + bound >= least else { return false }
            let number = order[place]
            place &+= 1
            guard known.open & (1 &<< UInt32(number)) != 0 else { continue }
            bound -= one[number] == other[number] ? Self.bound : part[number].best
            compare(number, one, other, &known, &total)
        }
        return total >= least
    }

    private borrowing func compare(
        _ number: Int, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ known: inout Known,
        _ total: inout Double
    ) {
        let level = comparer.unequalLevel(number, one[number], other[number])
        known.pattern[number] = level
        total += weights[number &* BatchScorer.levels &+ Int(level)]
        if level == CellComparer.exact { total += adjustment(number, one[number], other[number]) }
    }

    /// Both names as far as they are open, and then whether they are exchanged.
    private borrowing func compareNames(
        _ swap: NameSwap, _ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ left: UInt32,
        _ right: UInt32, _ known: inout Known, _ total: inout Double, _ bound: inout Double
    ) {
        for place in 0..<2 where known.open & (1 &<< UInt32(order[place])) != 0 {
            bound -= part[order[place]].best
            compare(order[place], one, other, &known, &total)
        }
        guard !known.isSwapSettled, swap.isPossible(known.pattern), mayBeSwapped(swap, one, other) else { return }
        total -= weight(swap.given, known.pattern) + weight(swap.surname, known.pattern)
        swap.apply(&known.pattern, cross: (comparer.cross(swap, left, right), comparer.cross(swap, right, left)))
        total += weight(swap.given, known.pattern) + weight(swap.surname, known.pattern)
    }

    private borrowing func weight(_ number: Int, _ pattern: LevelPattern) -> Double {
        weights[number &* BatchScorer.levels &+ Int(pattern[number])]
    }

    @inline(__always)
    private borrowing func adjustment(_ number: Int, _ one: UInt32, _ other: UInt32) -> Double {
        if one == other, let known = part[number].adjustments, !known[Int(one)].isNaN { return known[Int(one)] }
        return scorer.adjustments[number].common(one, other)
    }
}
