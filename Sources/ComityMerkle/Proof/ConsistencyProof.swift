package import ComityCore

/// Shows that a tree is a longer version of a smaller one, with nothing changed (RFC 9162 section 2.1.4).
/// Specs/merkle.md#consistency
package struct ConsistencyProof: Hashable, Sendable {
    package let oldSize: TreeSize
    package let newSize: TreeSize
    package let hashes: [Digest]

    package init(from oldSize: TreeSize, to newSize: TreeSize, hashes: [Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Builds the proof from the nodes of a tree of at least `newSize`.
    /// - Precondition: `oldSize` is at least 1 and at most `newSize`: nothing can be proved of an empty tree.
    package init<Failure: Error>(
        from oldSize: TreeSize, to newSize: TreeSize, source: HashSource<Failure>
    ) throws(Failure) {
        precondition(oldSize > .zero && oldSize <= newSize, "a proof leads from a non-empty tree to a larger one")
        let subtree = try SubtreeConsistencyProof(0, oldSize.value, in: newSize, from: source)
        self.init(from: oldSize, to: newSize, hashes: subtree.hashes)
    }

    /// Checks the proof.
    /// - Throws: `bad-proof` if it does not hold. An empty old tree is refused: anything may follow it.
    package func verify(oldRoot: Digest, newRoot: Digest) throws(MerkleError) {
        guard oldSize <= newSize else {
            throw MerkleError(.badProof, "a tree of \(newSize) cannot continue one of \(oldSize)")
        }
        guard oldSize > .zero else { throw MerkleError(.badProof, "nothing can be proved of an empty tree") }
        if oldSize == newSize {
            guard hashes.isEmpty, oldRoot == newRoot else {
                throw MerkleError(.badProof, "two trees of \(oldSize) are not the same")
            }
            return
        }
        try SubtreeConsistencyProof(begin: 0, end: oldSize.value, size: newSize, hashes: hashes)
            .verify(subtreeRoot: oldRoot, root: newRoot)
    }
}
