/// Which block of each rule each row is in, row by row, so that the rules that two rows share are found by comparing
/// two short runs of numbers. Specs/linkage-model.md#blocking
final class SharedKeys: @unchecked Sendable {
    /// Numbers from one row to the next: one for each rule, filled up to whole vectors.
    private let stride: Int
    private let numbers: Slab<UInt32>
    private let blocks: [RuleBlocks]
    /// The rules under which rows may have several keys.
    private let several: UInt64
    fileprivate static let lanes = 8

    /// Complexity: O(members of all blocks).
    init(_ blocks: [RuleBlocks], rowCount: Int, threads: Int) {
        self.blocks = blocks
        stride = (blocks.count + Self.lanes - 1) / Self.lanes * Self.lanes
        numbers = Slab(repeating: 0, count: stride * rowCount)
        several = blocks.indices.reduce(0) { $0 | (blocks[$1].rowStarts == nil ? 0 : 1 << UInt64($1)) }
        nonisolated(unsafe) let shared = numbers.base
        let stride = stride
        ForkJoin.run(blocks.count, threads: threads) { rule, _ in
            guard blocks[rule].rowStarts == nil else { return }
            for block in 0..<blocks[rule].count {
                for rank in blocks[rule].block(block) { shared[Int(rank) * stride + rule] = UInt32(block + 1) }
            }
        }
    }

    /// The rules, below `end`, under which two rows share a block: a bit for each. Complexity: O(rules).
    @inline(__always)
    func rules(_ left: UInt32, _ right: UInt32, below end: Int) -> UInt64 {
        let mask = view.rules(left, right, below: end)
        return several == 0 ? mask : mask | severalRules(left, right, below: end)
    }

    /// Where the numbers lie, for the innermost loops; it leaves out rules under which rows may have several keys.
    struct View: BitwiseCopyable {
        fileprivate let base: UnsafePointer<UInt32>
        let stride: Int

        /// The numbers of a row, one for each rule, 0 where it is in no block.
        @inline(__always)
        func row(_ rank: UInt32) -> UnsafePointer<UInt32> { base + Int(rank) &* stride }

        @inline(__always)
        func rules(_ left: UInt32, _ right: UInt32, below end: Int) -> UInt64 {
            Self.rules(row(left), row(right), below: end)
        }

        /// The same for the numbers of two rows.
        @inline(__always)
        static func rules(_ left: UnsafePointer<UInt32>, _ right: UnsafePointer<UInt32>, below end: Int) -> UInt64 {
            var mask: UInt64 = 0
            let one = UnsafeRawPointer(left)
            let other = UnsafeRawPointer(right)
            var rule = 0
            while rule < end {
                let left = one.loadUnaligned(fromByteOffset: rule * 4, as: SIMD8<UInt32>.self)
                let right = other.loadUnaligned(fromByteOffset: rule * 4, as: SIMD8<UInt32>.self)
                // Arithmetic only, as masks are formed lane by lane: the top bit of x | -x is 0 where x is 0.
                let differing = left ^ right
                let same = ~(differing | (0 &- differing)) & (left | (0 &- left))
                let bits = (same &>> 31) &<< SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7)
                let half = bits.lowHalf | bits.highHalf
                let quarter = half.lowHalf | half.highHalf
                mask |= UInt64(quarter[0] | quarter[1]) &<< UInt64(rule)
                rule += SharedKeys.lanes
            }
            if end < 64 { mask &= (1 &<< UInt64(end)) &- 1 }
            return mask
        }
    }

    var view: View { View(base: UnsafePointer(numbers.base), stride: stride) }
    var hasSeveral: Bool { several != 0 }

    private func severalRules(_ left: UInt32, _ right: UInt32, below end: Int) -> UInt64 {
        var mask: UInt64 = 0
        for rule in 0..<end where several & (1 << UInt64(rule)) != 0 {
            if blocks[rule].firstShared(left, right) != nil { mask |= 1 << UInt64(rule) }
        }
        return mask
    }

    /// Whether a block is the first that two rows share under its rule.
    @inline(__always)
    func isFirst(_ block: Int, of rule: Int, _ left: UInt32, _ right: UInt32) -> Bool {
        several & (1 &<< UInt64(rule)) == 0 || blocks[rule].firstShared(left, right) == UInt32(block)
    }
}
