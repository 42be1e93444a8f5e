package import ComityCore

/// Shows that a subtree is part of a tree with a known root. For a subtree that begins at leaf 0 this is the
/// consistency proof of RFC 9162. (draft-ietf-plants-merkle-tree-certs, section Subtree Consistency Proofs.)
/// Specs/merkle.md#subtrees
package struct SubtreeConsistencyProof: Hashable, Sendable {
    package let begin: UInt64
    package let end: UInt64
    package let size: TreeSize
    package let hashes: [Digest]

    package init(begin: UInt64, end: UInt64, size: TreeSize, hashes: [Digest]) {
        self.begin = begin
        self.end = end
        self.size = size
        self.hashes = hashes
    }

    /// Builds the proof from the nodes of a tree of at least `size`.
    /// - Precondition: `begin..<end` is a valid subtree of it.
    package init<Failure: Error>(
        _ begin: UInt64, _ end: UInt64, in size: TreeSize, from source: HashSource<Failure>
    ) throws(Failure) {
        precondition(Subtree(begin, end) != nil && end <= size.value, "a valid subtree of the tree")
        var reversed: [Digest] = []
        var lower: UInt64 = 0
        var upper = size.value
        // The verifier knows the subtree's own root, unless the way down cut a part of it off.
        var isRootKnown = true
        while !(lower >= begin && upper == end) {
            let middle = lower + split(upper - lower)
            if end <= middle {
                reversed.append(try CompactRange(middle, upper, from: source).rangeHash)
                upper = middle
            } else {
                reversed.append(try CompactRange(lower, middle, from: source).rangeHash)
                isRootKnown = isRootKnown && begin >= middle
                lower = middle
            }
        }
        if !isRootKnown { reversed.append(try CompactRange(lower, upper, from: source).rangeHash) }
        self.init(begin: begin, end: end, size: size, hashes: reversed.reversed())
    }

    /// Checks the proof. An empty subtree has the empty root, needs no hashes, and is part of every tree.
    /// - Throws: `bad-proof` if it does not hold.
    package func verify(subtreeRoot: Digest, root: Digest) throws(MerkleError) {
        guard begin <= end, end <= size.value else { throw refused }
        guard begin < end else {
            guard hashes.isEmpty, subtreeRoot == TreeHash.empty else { throw refused }
            return
        }
        guard Subtree(begin, end) != nil else { throw refused }
        guard try computedRoots(from: subtreeRoot) == Roots(subtree: subtreeRoot, tree: root) else { throw refused }
    }

    private struct Roots: Equatable {
        var subtree: Digest
        var tree: Digest
    }

    /// The place on the way up: the subtree's first and last node and the tree's last, all of one level.
    private struct Place {
        var first: UInt64
        var last: UInt64
        var treeLast: UInt64

        mutating func rise() {
            first >>= 1
            last >>= 1
            treeLast >>= 1
        }
    }

    private func computedRoots(from subtreeRoot: Digest) throws(MerkleError) -> Roots {
        var place = Place(first: begin, last: end - 1, treeLast: size.value - 1)
        // Up to the largest whole node at the subtree's right edge.
        let endsWithTree = place.last == place.treeLast
        while place.first != place.last, endsWithTree || place.last & 1 == 1 { place.rise() }
        var rest = hashes[...]
        var start = subtreeRoot
        if place.first != place.last {
            guard let first = rest.popFirst() else { throw refused }
            start = first
        }
        var roots = Roots(subtree: start, tree: start)
        for hash in rest {
            guard place.treeLast > 0 else { throw refused }
            if place.last & 1 == 1 || place.last == place.treeLast {
                if place.first < place.last { roots.subtree = TreeHash.node(hash, roots.subtree) }
                roots.tree = TreeHash.node(hash, roots.tree)
                while place.last & 1 == 0, place.last > 0 { place.rise() }
            } else {
                roots.tree = TreeHash.node(roots.tree, hash)
            }
            place.rise()
        }
        guard place.treeLast == 0 else { throw refused }
        return roots
    }

    private var refused: MerkleError {
        MerkleError(.badProof, "leaves \(begin) to \(end) are not proved to be part of the tree of \(size)")
    }
}
