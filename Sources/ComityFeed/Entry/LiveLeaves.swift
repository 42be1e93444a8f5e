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

    /// The indexes as bytes, eight each, as the store keeps them.
    package var encoded: [UInt8] { leaves.flatMap { bigEndianBytes($0.value) } }

    /// - Throws: `malformed-entry` unless the length fits.
    package init(decoding bytes: [UInt8]) throws(FeedError) {
        guard bytes.count.isMultiple(of: 8) else {
            throw FeedError(.malformedEntry, "live leaves take 8 bytes each", family: .invariant)
        }
        leaves = stride(from: 0, to: bytes.count, by: 8).map { start in
            LeafIndex(bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}
