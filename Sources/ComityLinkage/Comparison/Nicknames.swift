/// Looks given names up in ``NicknameTable``. Specs/linkage-model.md#nicknames
enum Nicknames {
    /// The groups of a name, one bit for each of the first 512 groups.
    struct Groups: Equatable {
        fileprivate var bits = SIMD8<UInt64>(repeating: 0)

        /// Groups modulo 64: sets that meet do so here, too.
        var folded: UInt64 {
            let halves = bits.lowHalf | bits.highHalf
            let quarters = halves.lowHalf | halves.highHalf
            return quarters[0] | quarters[1]
        }

        func meets(_ other: Groups) -> Bool { bits & other.bits != SIMD8(repeating: 0) }

        fileprivate mutating func insert(_ group: Int) { bits[group / 64] |= 1 &<< UInt64(group % 64) }
    }

    /// Complexity: O(bytes).
    static func groups(_ name: UnsafeBufferPointer<UInt8>) -> Groups? { table[StableHash.hash(name)] }

    /// Whether one person may go by both names.
    static func share(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let one = groups(left), let other = groups(right) else { return false }
        return one.meets(other)
    }

    static let groupLimit = 512

    private static let table: [UInt64: Groups] = {
        var table: [UInt64: Groups] = [:]
        for (group, line) in NicknameTable.groups.split(separator: "\n").enumerated() {
            precondition(group < groupLimit, "the table of nicknames has too many groups")
            for name in line.split(separator: " ") {
                let hash = Array(name.utf8).withUnsafeBufferPointer { StableHash.hash($0) }
                table[hash, default: Groups()].insert(group)
            }
        }
        return table
    }()
}
