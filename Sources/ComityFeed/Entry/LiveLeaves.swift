package import ComityCore

/// The leaves that the present view of one record rests on: a state and its patches, or a withdrawal.
/// Specs/feed.md#dead-leaves
///
/// Origin and receivers keep the same account, so that both know the same leaves to be dead.
package struct LiveLeaves: Hashable, Sendable {
    /// Ascending. Invariant: empty, or a base and at most ``FeedLimits/patchesPerState`` patches.
    package private(set) var leaves: [LeafIndex]
    /// Leaves that earlier views of the record rested on. They are dead, and their content goes when the record does:
    /// until then a backup can still show it.
    package private(set) var earlier: [LeafIndex] = []

    /// More are not kept for one record: their content is erased before it goes.
    package static let earlierLimit = 1024

    package init(_ leaves: [LeafIndex] = []) { self.leaves = leaves }

    /// Everything that the record's content may still be read from.
    package var all: [LeafIndex] { earlier + leaves }

    /// The state that patches rest on.
    package var base: LeafIndex? { leaves.first }
    package var newest: LeafIndex? { leaves.last }
    package var patchCount: Int { max(0, leaves.count - 1) }

    /// Takes account of one more entry about the record.
    /// - Returns: the leaves that are dead from now on. A patch kills nothing, and one too many is dead at once.
    package mutating func append(_ kind: EntryKind, at index: LeafIndex) -> [LeafIndex] {
        switch kind {
        case .patch:
            guard patchCount < FeedLimits.patchesPerState else { return [index] }
            leaves.append(index)
            return []
        case .state, .withdraw:
            let dead = leaves
            earlier += dead
            leaves = [index]
            return dead
        case .purge, .agreement, .census: return []
        }
    }

    /// Hands over what earlier views rested on, if it is to be erased: after a withdrawal, or if it has become too
    /// much.
    package mutating func takeErasable(afterWithdrawal isWithdrawn: Bool) -> [LeafIndex] {
        guard isWithdrawn || earlier.count >= Self.earlierLimit else { return [] }
        defer { earlier = [] }
        return earlier
    }

    /// Hands over every leaf that a view of the record ever rested on, for a purge ends it whole.
    package mutating func takeAll() -> [LeafIndex] {
        defer { self = LiveLeaves() }
        return all
    }

    /// How many earlier leaves there are, those as ascending numbers, then the present ones so, as the store keeps
    /// them. Specs/store.md#leaves-of-a-view
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * (leaves.count + earlier.count) + 1)
        Self.write(UInt64(earlier.count), to: &bytes)
        for list in [earlier, leaves] {
            var previous: UInt64 = 0
            for leaf in list {
                Self.write(leaf.value - previous, to: &bytes)
                previous = leaf.value
            }
        }
        return bytes
    }

    /// - Throws: `malformed-entry` unless the bytes are two lists of numbers that ascend.
    package init(decoding bytes: [UInt8]) throws(FeedError) {
        var rest = bytes[...]
        guard let count = Self.read(&rest), count <= UInt64(bytes.count) else { throw Self.malformed }
        var lists: [[LeafIndex]] = [[], []]
        while !rest.isEmpty {
            let list = lists[0].count < Int(count) ? 0 : 1
            let previous = lists[list].last?.value ?? 0
            guard let distance = Self.read(&rest), lists[list].isEmpty || distance > 0,
                distance < TreeSize.limit.value - previous
            else { throw Self.malformed }
            lists[list].append(LeafIndex(previous + distance))
        }
        guard lists[0].count == Int(count) else { throw Self.malformed }
        (earlier, leaves) = (lists[0], lists[1])
    }

    /// Seven bits a byte, least significant first, the high bit set on all but the last.
    private static func write(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Nil if the bytes end within a number or it has more bits than any index.
    private static func read(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var (number, shift): (UInt64, UInt64) = (0, 0)
        while let byte = bytes.popFirst(), shift < bitLimit {
            number |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return number }
            shift += 7
        }
        return nil
    }

    /// Numbers of leaves have fewer bits.
    private static let bitLimit: UInt64 = 56

    private static var malformed: FeedError {
        FeedError(.malformedEntry, "the leaves of a view do not ascend", family: .invariant)
    }
}
