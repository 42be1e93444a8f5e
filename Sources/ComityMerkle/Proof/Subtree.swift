package import ComityCore

/// A subtree: leaves `begin..<end` that form a tree whose root, unless the subtree is ragged at the right edge, is a
/// node of every larger tree. Valid if `begin` is a multiple of the smallest power of two that is at least its size.
/// (draft-ietf-plants-merkle-tree-certs, section Subtrees.) Specs/merkle.md#subtrees
package struct Subtree: Hashable, Sendable {
    package let begin: UInt64
    package let end: UInt64

    /// Nil unless `begin < end` is aligned as a subtree must be.
    package init?(_ begin: UInt64, _ end: UInt64) {
        guard begin < end, end <= CompactRange.sizeLimit else { return nil }
        let count = end - begin
        let ceiling: UInt64 = count == 1 ? 1 : split(count) << 1
        guard begin & (ceiling - 1) == 0 else { return nil }
        self.begin = begin
        self.end = end
    }

    package var size: TreeSize { TreeSize(end - begin) }
}

/// Shows that a leaf stands at its place in a subtree.
package struct SubtreeInclusionProof: Hashable, Sendable {
    package let index: LeafIndex
    package let begin: UInt64
    package let end: UInt64
    package let hashes: [Digest]

    package init(index: LeafIndex, begin: UInt64, end: UInt64, hashes: [Digest]) {
        self.index = index
        self.begin = begin
        self.end = end
        self.hashes = hashes
    }

    /// Checks the proof.
    /// - Throws: `bad-proof` if the subtree is not valid, or if the proof does not lead to its root.
    package func verify(leafHash: Digest, root: Digest) throws(MerkleError) {
        guard let subtree = Subtree(begin, end), index.value >= begin, index.value < end else {
            throw MerkleError(.badProof, "leaf \(index) is not in a subtree from \(begin) to \(end)")
        }
        try InclusionProof(index: LeafIndex(index.value - begin), size: subtree.size, hashes: hashes)
            .verify(leafHash: leafHash, root: root)
    }
}
