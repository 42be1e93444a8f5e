import ComityCore
import ComityMerkle
import Testing

@Suite struct CompactRangeTests {
    private let tree = SampleTree(size: 70)

    private func range(_ begin: Int, _ end: Int) -> CompactRange {
        var range = CompactRange(begin: UInt64(begin))
        for leaf in begin..<end { range.append(tree.leaves[leaf]) }
        return range
    }

    @Test func theEmptyTreeHasTheHashOfNothing() {
        #expect(
            CompactRange().root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    /// RFC 6962 leaf of the empty entry, as every implementation has it.
    @Test func leavesAndNodesAreTold() {
        #expect(
            TreeHash.leaf([]).description == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(TreeHash.leaf([1]) != TreeHash.node(TreeHash.leaf([]), TreeHash.leaf([])))
    }

    @Test func everySizeHasTheObviousRoot() {
        for size in 0...70 {
            let range = range(0, size)
            range.checkInvariants()
            #expect(range.root == tree.root(size))
            #expect(range.size == TreeSize(UInt64(size)))
        }
    }

    @Test func everyRangeHoldsTheNodesThatCoverIt() {
        for begin in 0..<34 {
            for end in begin..<34 {
                let built = range(begin, end)
                let expected = RangeNodes(UInt64(begin), UInt64(end)).map { tree.hash(of: $0) }
                #expect(built.hashes == expected)
                let read = CompactRange(UInt64(begin), UInt64(end), from: { tree.hash(of: $0) })
                #expect(read == built)
            }
        }
    }

    @Test func rangesThatMeetMerge() throws {
        for begin in 0..<20 {
            for middle in begin...33 {
                for end in stride(from: middle, through: 33, by: 3) {
                    var merged = range(begin, middle)
                    try merged.append(range(middle, end))
                    #expect(merged == range(begin, end))
                }
            }
        }
    }

    @Test func rangesWithAGapOrOverlapDoNot() {
        var first = range(0, 5)
        #expect(throws: MerkleError(.badRange, "")) { try first.append(range(6, 8)) }
        #expect(throws: MerkleError(.badRange, "")) { try first.append(range(4, 8)) }
        #expect(first == range(0, 5))
    }

    /// A dead aligned range is appended as one hash: the leaves in it stay unknown.
    @Test func subtreesStandForTheirLeaves() throws {
        for level in 0...4 {
            let count = 1 << level
            for begin in stride(from: 0, to: 64, by: count) {
                var range = range(0, begin)
                try range.append(subtreeRoot: tree.hash(begin..<begin + count), level: level)
                #expect(range == self.range(0, begin + count))
            }
        }
    }

    @Test func misplacedSubtreesAreRefused() {
        var range = range(0, 6)
        for level in [2, 3, 62, 63, -1] {
            #expect(throws: MerkleError(.badRange, "")) { try range.append(subtreeRoot: .zero, level: level) }
        }
        #expect(range == self.range(0, 6))
    }

    @Test func aTreeStaysWithinItsLimit() throws {
        var range = CompactRange()
        try range.append(subtreeRoot: .zero, level: 62)
        #expect(range.end == CompactRange.sizeLimit)
        #expect(throws: MerkleError(.limitExceeded, "")) { try range.append(subtreeRoot: .zero, level: 0) }
    }

    @Test func visitorsSeeEveryNodeOnce() {
        var seen: [TreeNode: Digest] = [:]
        var range = CompactRange()
        for leaf in tree.leaves {
            range.append(leaf) { node, hash in
                #expect(seen.updateValue(hash, forKey: node) == nil)
            }
        }
        #expect(range.root == tree.root(70))
        #expect(seen.count == 70 + 35 + 17 + 8 + 4 + 2 + 1)
        for (node, hash) in seen { #expect(hash == tree.hash(of: node)) }
    }

    @Test func encodingsComeBackAndNothingElseIsRead() throws {
        for (begin, end) in [(0, 0), (0, 1), (3, 3), (3, 11), (0, 70)] {
            let range = range(begin, end)
            #expect(try CompactRange(decoding: range.encoded) == range)
        }
        let good = range(0, 3).encoded
        #expect(throws: MerkleError(.badRange, "")) { try CompactRange(decoding: Array(good.dropLast())) }
        #expect(throws: MerkleError(.badRange, "")) { try CompactRange(decoding: good + [0]) }
        for wrong in [[0, 4], [4, 3], [0, Int64.max]] {
            let value = CBORValue.array([
                .integer(wrong[0]), .integer(wrong[1]), .bytes(range(0, 3).hashes.flatMap(\.bytes)),
            ])
            #expect(throws: MerkleError(.badRange, "")) { try CompactRange(decoding: value.encoded) }
        }
    }
}
