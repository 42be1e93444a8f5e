package import ComityCore

/// The leaves that the present view of one record rests on: a state and its patches, or a withdrawal.
/// Specs/feed.md#dead-leaves
///
/// Origin and receivers keep the same account, so that both know the same leaves to be dead.
package struct LiveLeaves: Hashable, Sendable {
    /// Ascending. Invariant: empty, or a base and at most ``FeedLimits/patchesPerState`` patches.
    package private(set) var leaves: [LeafIndex]

    package init(_ leaves: [LeafIndex] = []) { self.leaves = leaves }

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
            defer { leaves = [index] }
            return leaves
        case .purge, .agreement, .census: return []
        }
    }

    /// The first index and the distances of the others, seven bits a byte, least significant first, as the store keeps
    /// them.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * leaves.count)
        var previous: UInt64 = 0
        for leaf in leaves {
            var rest = leaf.value - previous
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
            previous = leaf.value
        }
        return bytes
    }

    /// - Throws: `malformed-entry` unless the bytes are numbers that ascend.
    package init(decoding bytes: [UInt8]) throws(FeedError) {
        leaves = []
        var (previous, distance, shift): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for byte in bytes {
            distance |= UInt64(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else {
                guard shift < Self.bitLimit else { throw Self.malformed }
                continue
            }
            guard leaves.isEmpty || distance > 0, distance < 1 << Self.bitLimit - previous else {
                throw Self.malformed
            }
            previous += distance
            leaves.append(LeafIndex(previous))
            (distance, shift) = (0, 0)
        }
        guard shift == 0 else { throw Self.malformed }
    }

    /// Numbers of leaves have fewer bits.
    private static let bitLimit: UInt64 = 56

    private static var malformed: FeedError {
        FeedError(.malformedEntry, "live leaves do not ascend", family: .invariant)
    }
}
