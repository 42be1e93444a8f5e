package import ComityCore

/// The place of a perfect subtree: `level` 0 is the leaves; the subtree covers leaves `index << level` up to, not
/// including, `(index + 1) << level`.
package struct TreeNode: Hashable, Sendable {
    /// The highest level of any node: trees have fewer than 2^63 leaves.
    package static let levelLimit = 62

    package let level: Int
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    package var begin: UInt64 { index << UInt64(level) }
    package var end: UInt64 { begin + 1 << UInt64(level) }
}

/// Gives the hash of a perfect subtree that lies wholly within the tree.
package typealias HashSource<Failure: Error> = (TreeNode) throws(Failure) -> Digest
