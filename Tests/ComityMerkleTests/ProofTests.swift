import ComityCore
import ComityMerkle
import Testing

/// Strategy: every tree up to 40 leaves against the recursive definitions of the RFC, then every single damage.
@Suite struct ProofTests {
    private let tree = SampleTree(size: 41)

    private func inclusion(_ index: Int, _ size: Int) -> InclusionProof {
        InclusionProof(of: LeafIndex(UInt64(index)), in: TreeSize(UInt64(size)), from: { tree.hash(of: $0) })
    }

    private func consistency(_ old: Int, _ new: Int) -> ConsistencyProof {
        ConsistencyProof(from: TreeSize(UInt64(old)), to: TreeSize(UInt64(new)), source: { tree.hash(of: $0) })
    }

    @Test func everyLeafOfEveryTreeIsProved() throws {
        for size in 1...40 {
            for index in 0..<size {
                let proof = inclusion(index, size)
                #expect(proof.hashes == tree.path(index, 0..<size))
                try proof.verify(leafHash: tree.leaves[index], root: tree.root(size))
                #expect(throws: MerkleError(.badProof, "")) {
                    try proof.verify(leafHash: tree.leaves[index + 1], root: tree.root(size))
                }
            }
        }
    }

    @Test func everyContinuationIsProved() throws {
        for new in 1...40 {
            for old in 1...new {
                let proof = consistency(old, new)
                #expect(proof.hashes == tree.consistency(old, 0..<new))
                try proof.verify(oldRoot: tree.root(old), newRoot: tree.root(new))
                #expect(throws: MerkleError(.badProof, "")) {
                    try proof.verify(oldRoot: tree.root(old), newRoot: tree.root(new + 1))
                }
                #expect(throws: MerkleError(.badProof, "")) {
                    try proof.verify(oldRoot: tree.root(old - 1), newRoot: tree.root(new))
                }
            }
        }
    }

    @Test func everySubtreeOfEveryTreeIsProved() throws {
        for size in 1...32 {
            for begin in 0..<size {
                for end in begin + 1...size where Subtree(UInt64(begin), UInt64(end)) != nil {
                    let proof = SubtreeConsistencyProof(
                        UInt64(begin), UInt64(end), in: TreeSize(UInt64(size)), from: { tree.hash(of: $0) })
                    try proof.verify(subtreeRoot: tree.hash(begin..<end), root: tree.root(size))
                    #expect(throws: MerkleError(.badProof, "")) {
                        try proof.verify(subtreeRoot: tree.hash(begin..<end), root: tree.root(size + 1))
                    }
                    #expect(throws: MerkleError(.badProof, "")) {
                        try proof.verify(subtreeRoot: tree.leaves[40], root: tree.root(size))
                    }
                }
            }
        }
    }

    @Test func aDamagedProofIsRefused() {
        for size in [2, 5, 8, 13] {
            for index in 0..<size {
                let good = inclusion(index, size)
                for hashes in damages(good.hashes) {
                    let bad = InclusionProof(index: good.index, size: good.size, hashes: hashes)
                    #expect(throws: MerkleError(.badProof, "")) {
                        try bad.verify(leafHash: tree.leaves[index], root: tree.root(size))
                    }
                }
            }
            for old in 1..<size {
                for hashes in damages(consistency(old, size).hashes) {
                    let bad = ConsistencyProof(
                        from: TreeSize(UInt64(old)), to: TreeSize(UInt64(size)), hashes: hashes)
                    #expect(throws: MerkleError(.badProof, "")) {
                        try bad.verify(oldRoot: tree.root(old), newRoot: tree.root(size))
                    }
                }
            }
        }
    }

    /// One hash lost, doubled or changed, and two swapped, at every place.
    private func damages(_ hashes: [Digest]) -> [[Digest]] {
        var damages = [hashes + [tree.leaves[0]], [tree.leaves[0]] + hashes]
        for place in hashes.indices {
            var lost = hashes
            lost.remove(at: place)
            var changed = hashes
            changed[place] = tree.leaves[40]
            damages += [lost, changed]
            if place > 0 {
                var swapped = hashes
                swapped.swapAt(place, place - 1)
                damages.append(swapped)
            }
        }
        return damages
    }
}
