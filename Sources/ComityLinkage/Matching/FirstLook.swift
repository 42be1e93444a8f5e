/// The first look at a pair: by equal codes and by signatures, all comparisons in a few steps, what the pair can weigh
/// at most. Specs/linkage-model.md#run
///
/// Truth values are numbers of which all bits or none are set, made by arithmetic: masks of comparisons would be formed
/// lane by lane.
struct FirstLook: ~Copyable {
    /// Comparisons, a bit for each, by what was found. Those that a row lacks are in none.
    struct Found {
        /// The most that the comparisons can weigh, in steps of ``ExactWeights``.
        let most: Int32
        fileprivate let exactLanes: SIMD4<UInt32>
        fileprivate let lastLanes: SIMD4<UInt32>
        fileprivate let openLanes: SIMD4<UInt32>

        /// Of equal codes.
        var exact: UInt32 { Self.joined(exactLanes) }
        /// Surely of the last level.
        var last: UInt32 { Self.joined(lastLanes) }
        /// The others.
        var open: UInt32 { Self.joined(openLanes) }

        private static func joined(_ lanes: SIMD4<UInt32>) -> UInt32 {
            let half = lanes.lowHalf | lanes.highHalf
            return half[0] | half[1]
        }
    }

    private struct Group: BitwiseCopyable {
        var counted = SIMD4<UInt32>()
        var most = SIMD4<Int32>(repeating: 32)
        var different = SIMD4<UInt32>()
        /// All bits where nothing is asked.
        var anyDifference = SIMD4<UInt32>()
        var anyPart = SIMD4<UInt32>()
        var bits = SIMD4<UInt32>()
        /// Weights in steps: of the last level, and the most of any but exact agreement.
        var last = SIMD4<Int32>()
        var best = SIMD4<Int32>()
    }

    private let groupSlab: Slab<Group>
    private let groups: UnsafePointer<Group>
    private let count: Int
    private let width: Int

    /// - Parameters:
    ///   - best: by comparison, the most that unequal codes can weigh, in steps.
    init(_ kinds: [ComparisonKind], last: [Int32], best: [Int32], width: Int) {
        self.width = width
        count = width / 4
        groupSlab = Slab(repeating: Group(), count: count)
        for (number, kind) in kinds.enumerated() {
            let test = CellSignature.test(kind)
            let group = groupSlab.base + number / 4
            let lane = number % 4
            group.pointee.counted[lane] = test.counted
            group.pointee.most[lane] = test.most
            group.pointee.different[lane] = test.different
            group.pointee.anyDifference[lane] = test.different == 0 ? .max : 0
            group.pointee.anyPart[lane] = test.isApart ? 0 : .max
            group.pointee.bits[lane] = 1 << UInt32(number)
            group.pointee.last[lane] = last[number]
            group.pointee.best[lane] = best[number]
        }
        groups = UnsafePointer(groupSlab.base)
    }

    /// Of two records of ``PairRecords``. Complexity: O(comparisons).
    @inline(__always)
    borrowing func look(_ left: UnsafePointer<UInt32>, _ right: UnsafePointer<UInt32>) -> Found {
        var sum = SIMD4<Int32>()
        var exact = SIMD4<UInt32>()
        var last = SIMD4<UInt32>()
        var open = SIMD4<UInt32>()
        for number in 0..<count {
            let group = groups + number
            let place = number &* 4
            let one = Self.load(left + place)
            let other = Self.load(right + place)
            let present = Self.truth(one) & Self.truth(other)
            let unequal = Self.truth(one ^ other) & present
            let equal = present & ~unequal
            let apart =
                unequal
                & Self.areApart(Self.load(left + (width &+ place)), Self.load(right + (width &+ place)), group)
            let either = unequal & ~apart
            let weights = SIMD4<Int32>(truncatingIfNeeded: Self.load(left + (2 &* width &+ place)))
            sum &+= weights & SIMD4<Int32>(truncatingIfNeeded: equal)
            sum &+= group.pointee.last & SIMD4<Int32>(truncatingIfNeeded: apart)
            sum &+= group.pointee.best & SIMD4<Int32>(truncatingIfNeeded: either)
            exact |= equal & group.pointee.bits
            last |= apart & group.pointee.bits
            open |= either & group.pointee.bits
        }
        let half = sum.lowHalf &+ sum.highHalf
        return Found(most: half[0] &+ half[1], exactLanes: exact, lastLanes: last, openLanes: open)
    }

    /// As ``CellSignature/differ(_:_:_:)``.
    @inline(__always)
    private static func areApart(
        _ one: SIMD4<UInt32>, _ other: SIMD4<UInt32>, _ group: UnsafePointer<Group>
    ) -> SIMD4<UInt32> {
        let differing = one ^ other
        let ofOne = one & ~other
        let ofOther = other & ~one
        let counted = SIMD4<Int32>(truncatingIfNeeded: bitCounts(differing & group.pointee.counted))
        let isMore = sign(SIMD4<UInt32>(truncatingIfNeeded: group.pointee.most &- counted))
        let isDifferent = truth(differing & group.pointee.different) | group.pointee.anyDifference
        let isPart = truth(ofOne) & truth(ofOther) | group.pointee.anyPart
        return isMore & isDifferent & isPart & sign(one & other)
    }

    @inline(__always)
    private static func load(_ place: UnsafePointer<UInt32>) -> SIMD4<UInt32> {
        UnsafeRawPointer(place).loadUnaligned(as: SIMD4<UInt32>.self)
    }

    /// All bits where the highest is set.
    @inline(__always)
    private static func sign(_ lanes: SIMD4<UInt32>) -> SIMD4<UInt32> {
        SIMD4<UInt32>(truncatingIfNeeded: SIMD4<Int32>(truncatingIfNeeded: lanes) &>> 31)
    }

    /// All bits where a number is not 0.
    @inline(__always)
    private static func truth(_ lanes: SIMD4<UInt32>) -> SIMD4<UInt32> { sign(lanes | (0 &- lanes)) }

    @inline(__always)
    private static func bitCounts(_ lanes: SIMD4<UInt32>) -> SIMD4<UInt32> {
        let pairs = lanes &- ((lanes &>> 1) & 0x5555_5555)
        let fours = (pairs & 0x3333_3333) &+ ((pairs &>> 2) & 0x3333_3333)
        let bytes = (fours &+ (fours &>> 4)) & 0x0F0F_0F0F
        let halves = bytes &+ (bytes &>> 8)
        return (halves &+ (halves &>> 16)) & 0x3F
    }
}
