/// The number of a leaf in its log, from 0.
package struct LeafIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
    package var description: String { String(value) }
    package static func < (left: LeafIndex, right: LeafIndex) -> Bool { left.value < right.value }
}

/// How many leaves a log has.
package struct TreeSize: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
    package static let zero = TreeSize(0)
    /// The longest log: 2^40 leaves are 35,000 years at one leaf a second, and leave a store's row numbers room.
    package static let limit = TreeSize(1 << 40)
    package var description: String { String(value) }
    package static func < (left: TreeSize, right: TreeSize) -> Bool { left.value < right.value }
}

/// Which life of a log a position belongs to: an origin that lost its tail opens the next one. Specs/feed.md#epochs
package struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt32
    package init(_ value: UInt32) { self.value = value }
    package static let first = Epoch(1)
    package var description: String { String(value) }
    package static func < (left: Epoch, right: Epoch) -> Bool { left.value < right.value }
}

/// A place in a log that orders over restores: by epoch, then by leaf.
package struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let epoch: Epoch
    package let leaf: LeafIndex

    package init(epoch: Epoch, leaf: LeafIndex) {
        self.epoch = epoch
        self.leaf = leaf
    }

    package var description: String { "\(epoch)/\(leaf)" }

    package static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.epoch, left.leaf) < (right.epoch, right.leaf)
    }
}
