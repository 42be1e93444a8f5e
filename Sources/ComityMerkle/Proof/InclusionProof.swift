package import ComityCore

/// Shows that a leaf stands at its place in the tree with a known root (RFC 9162 section 2.1.3).
/// Specs/merkle.md#inclusion
package struct InclusionProof: Hashable, Sendable {
    /// The most hashes of any proof: one for each level.
    package static let hashLimit = 63

    package let index: LeafIndex
    package let size: TreeSize
    /// The siblings on the way from the leaf to the root.
    package let hashes: [Digest]

    package init(index: LeafIndex, size: TreeSize, hashes: [Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Builds the proof from the nodes of a tree. Complexity: O(log(size)^2) node look-ups at most.
    /// - Precondition: `index` is less than `size`.
    package init<Failure: Error>(
        of index: LeafIndex, in size: TreeSize, from source: HashSource<Failure>
    ) throws(Failure) {
        precondition(index.value < size.value, "the leaf lies in the tree")
        self.index = index
        self.size = size
        var hashes: [Digest] = []
        var begin: UInt64 = 0
        var end = size.value
        while end - begin > 1 {
            let middle = begin + split(end - begin)
            if index.value < middle {
                hashes.append(try CompactRange(middle, end, from: source).rangeHash)
                end = middle
            } else {
                hashes.append(try CompactRange(begin, middle, from: source).rangeHash)
                begin = middle
            }
        }
        self.hashes = hashes.reversed()
    }

    /// Checks the proof.
    /// - Throws: `bad-proof` if it does not lead from `leafHash` to `root`.
    package func verify(leafHash: Digest, root: Digest) throws(MerkleError) {
        guard try computedRoot(leafHash: leafHash) == root else {
            throw MerkleError(.badProof, "leaf \(index) of \(size) does not lead to the root")
        }
    }

    /// The root that the proof leads to.
    /// - Throws: `bad-proof` if there are too many or too few hashes.
    package func computedRoot(leafHash: Digest) throws(MerkleError) -> Digest {
        guard index < LeafIndex(size.value) else {
            throw MerkleError(.badProof, "leaf \(index) lies outside a tree of \(size)")
        }
        var place = index.value
        var last = size.value - 1
        var hash = leafHash
        for sibling in hashes {
            guard last > 0 else { throw miscounted }
            if place & 1 == 1 || place == last {
                hash = TreeHash.node(sibling, hash)
                // A node without a right sibling is its own parent.
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else { throw miscounted }
        return hash
    }

    private var miscounted: MerkleError {
        MerkleError(.badProof, "\(hashes.count) hashes cannot prove leaf \(index) of \(size)")
    }
}

/// The largest power of two less than `count`: where a tree of `count` > 1 leaves divides.
func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }
