/// Compares rows of one run by their codes; each distinct pair of cells once, within the cache's bound.
struct BatchComparer: ~Copyable {
    private let columns: [ColumnMemory]
    private let kinds: [ComparisonKind]
    private let swap: NameSwap?
    private let comparer = CellComparer()
    private var caches: [LevelCache]

    init(_ plan: LinkagePlan, columns: [ColumnMemory]) {
        self.columns = columns
        kinds = plan.comparisons.map(\.kind)
        swap = NameSwap(plan)
        caches = Array(repeating: LevelCache(), count: columns.count)
    }

    /// The levels of two rows, by rank. Complexity: O(comparisons) cell comparisons.
    mutating func pattern(_ left: UInt32, _ right: UInt32) -> LevelPattern {
        var bits: UInt64 = 0
        for number in columns.indices {
            bits |= UInt64(level(number, left, right)) &<< UInt64(4 &* number)
        }
        var pattern = LevelPattern(bits: bits)
        if let swap, swap.isPossible(pattern) {
            swap.apply(&pattern, cross: (cross(swap, left, right), cross(swap, right, left)))
        }
        return pattern
    }

    private mutating func level(_ number: Int, _ left: UInt32, _ right: UInt32) -> UInt8 {
        let column = columns[number]
        let one = column.codes[Int(left)]
        let other = column.codes[Int(right)]
        if one == 0 || other == 0 { return CellComparer.missing }
        let kind = kinds[number]
        if one == other, kind != .date { return CellComparer.exact }
        return caches[number].level(one, other) { comparer.level(kind, column.cell($0), column.cell($1)) }
    }

    /// The given name of one row against the surname of another.
    private func cross(_ swap: NameSwap, _ one: UInt32, _ other: UInt32) -> UInt8 {
        let given = columns[swap.given]
        let surname = columns[swap.surname]
        return comparer.level(
            .name, given.cell(given.codes[Int(one)]), surname.cell(surname.codes[Int(other)]))
    }
}
