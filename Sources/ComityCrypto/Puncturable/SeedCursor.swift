package import ComityCore

/// Derives the secrets of leaves in a row at about two hashes each, against 32 from the root.
///
/// It keeps the seeds on the way down to the last leaf, so a cursor must not outlive a puncture of its key: make one
/// for a batch and let it go.
package struct SeedCursor: Sendable {
    package let cover: SeedCover
    private var node: SeedNode?
    private var leaf: UInt64 = 0
    // path[level] is the seed of the node of that level above `leaf`, up to the level of `node`.
    private var path = [Digest](repeating: .zero, count: PuncturableKey.height + 1)

    package init(_ cover: SeedCover) { self.cover = cover }

    /// The 32-byte secret of `leaf`; any order works, ascending is cheap.
    /// - Throws: `punctured` if no seed covers it.
    /// - Complexity: amortised 2 hashes for consecutive leaves, up to 32 for a jump.
    package mutating func seed(_ next: UInt64) throws(CryptoError) -> Digest {
        if let node, node.first <= next, next < node.end {
            // The lowest common ancestor of both leaves is the level of the highest bit in which they differ.
            descend(to: next, from: UInt64.bitWidth - (leaf ^ next).leadingZeroBitCount)
        } else {
            guard let index = cover.nodeIndex(of: next) else { throw cover.punctured(next) }
            let found = cover.nodes[index]
            node = found
            path[found.level] = found.seed
            descend(to: next, from: found.level)
        }
        return path[0]
    }

    private mutating func descend(to next: UInt64, from top: Int) {
        for level in stride(from: top - 1, through: 0, by: -1) {
            path[level] = childSeed(of: path[level + 1], isRight: next >> UInt64(level) & 1 == 1)
        }
        leaf = next
    }
}
