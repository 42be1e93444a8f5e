/// Compares rows of one run by their codes; each distinct pair of cells once, within the cache's bound. One per worker.
struct BatchComparer: ~Copyable {
    private let rows: RunRows
    private let matrix: CodeMatrix.View
    private let cells: Slab<CellView>
    private let views: UnsafePointer<CellView>
    private let kindSlab: Slab<ComparisonKind>
    private let kinds: UnsafePointer<ComparisonKind>
    private let count: Int
    let swap: NameSwap?
    private let comparer = CellComparer()
    private let cache: LevelCache
    private let traits: RowTraits?
    private let tableSlab: Slab<Tables>
    private let tables: UnsafePointer<Tables>

    /// What is known of the cells of one comparison, by code.
    private struct Tables: BitwiseCopyable {
        var signatures: UnsafePointer<UInt32>?
        var traits: UnsafePointer<CellTraits>?
    }

    /// - Parameter traits: of the same rows, if there are many pairs to compare.
    init(_ rows: RunRows, _ traits: RowTraits? = nil) {
        self.rows = rows
        self.traits = traits
        matrix = rows.matrix.view
        cells = Slab()
        kindSlab = Slab()
        for storage in rows.cells { cells.append(CellView(storage)) }
        for comparison in rows.plan.comparisons { kindSlab.append(comparison.kind) }
        views = UnsafePointer(cells.base)
        kinds = UnsafePointer(kindSlab.base)
        count = rows.cells.count
        swap = NameSwap(rows.plan)
        cache = LevelCache(rows)
        tableSlab = Slab(repeating: Tables(), count: rows.cells.count)
        for number in rows.cells.indices {
            tableSlab.base[number].signatures = traits?.signatures[number].map { UnsafePointer($0.base) }
            tableSlab.base[number].traits = traits?.traits[number].map { UnsafePointer($0.base) }
        }
        tables = UnsafePointer(tableSlab.base)
    }

    func kind(_ number: Int) -> ComparisonKind { kinds[number] }

    /// The levels of two rows, by rank. Complexity: O(comparisons) cell comparisons.
    borrowing func pattern(_ left: UInt32, _ right: UInt32) -> LevelPattern {
        let one = matrix.row(left)
        let other = matrix.row(right)
        var bits: UInt64 = 0
        for number in 0..<count {
            bits |= UInt64(level(number, one[number], other[number])) &<< UInt64(4 &* number)
        }
        var pattern = LevelPattern(bits: bits)
        if let swap, swap.isPossible(pattern) {
            swap.apply(&pattern, cross: (cross(swap, left, right), cross(swap, right, left)))
        }
        return pattern
    }

    /// The level of two cells of one comparison.
    @inline(__always)
    private borrowing func level(_ number: Int, _ one: UInt32, _ other: UInt32) -> UInt8 {
        if one == 0 || other == 0 { return CellComparer.missing }
        if one == other, kinds[number] != .date { return CellComparer.exact }
        return knownLevel(number, one, other) ?? unequalLevel(number, one, other)
    }

    /// The level of two present cells where it is known without a look at their bytes.
    @inline(__always)
    private borrowing func knownLevel(_ number: Int, _ one: UInt32, _ other: UInt32) -> UInt8? {
        let kind = kinds[number]
        if let signatures = tables[number].signatures {
            let (left, right) = (signatures[Int(one)], signatures[Int(other)])
            if kind == .date { return left != 0 && right != 0 ? DateLevels.level(left, right) : nil }
            if CellSignature.differ(left, right, kind) { return UInt8(truncatingIfNeeded: kind.levelCount) }
        }
        if let traits = tables[number].traits, traits[Int(one)].differ(from: traits[Int(other)], kind) {
            return UInt8(truncatingIfNeeded: kind.levelCount)
        }
        return nil
    }

    /// The level of two present cells, which may be equal only if they are dates.
    @inline(__always)
    borrowing func unequalLevel(_ number: Int, _ one: UInt32, _ other: UInt32) -> UInt8 {
        cache.level(number, one, other) {
            comparer.level(kinds[number], views[number].cell($0), views[number].cell($1))
        }
    }

    /// The given name of one row against the surname of another.
    borrowing func cross(_ swap: NameSwap, _ one: UInt32, _ other: UInt32) -> UInt8 {
        let given = views[swap.given].cell(matrix.row(one)[swap.given])
        let surname = views[swap.surname].cell(matrix.row(other)[swap.surname])
        return comparer.level(.name, given, surname)
    }
}
