package import ComityCore

/// The smallest set of subtree seeds that yields the secrets of certain leaves of a ``PuncturableKey``, and nothing
/// about any other leaf. Specs/puncturable-keys.md
package struct SeedCover: Sendable, Equatable {
    // Ascending, disjoint, each aligned to its size; no two are the halves of one node (they would be that node).
    let nodes: [SeedNode]

    init(nodes: [SeedNode]) {
        self.nodes = nodes
        checkInvariants()
    }

    /// How many seeds it holds: what it costs to send or keep, at 32 bytes and a few each.
    package var count: Int { nodes.count }

    /// How many leaves it yields. Complexity: O(``count``).
    package var leafCount: UInt64 { nodes.reduce(0) { $0 + ($1.end - $1.first) } }

    /// Whether ``derive(_:)`` would answer. Complexity: O(log ``count``).
    package func contains(_ leaf: UInt64) -> Bool { nodeIndex(of: leaf) != nil }

    /// The 32-byte secret of one leaf.
    /// - Throws: `punctured` if no seed covers it.
    /// - Complexity: up to 32 hashes; for leaves in a row use ``SeedCursor``.
    package func derive(_ leaf: UInt64) throws(CryptoError) -> [UInt8] { try seed(leaf).bytes }

    /// ``derive(_:)`` without an allocation.
    package func seed(_ leaf: UInt64) throws(CryptoError) -> Digest {
        guard let index = nodeIndex(of: leaf) else { throw punctured(leaf) }
        let node = nodes[index]
        var seed = node.seed
        for level in stride(from: node.level - 1, through: 0, by: -1) {
            seed = childSeed(of: seed, isRight: leaf >> UInt64(level) & 1 == 1)
        }
        return seed
    }

    /// The smallest cover of those leaves of `range` that this one yields, without the `dead` ones.
    ///
    /// Dead leaves outside the range, or that are not covered here anyway, are ignored.
    /// - Complexity: O(log ``count`` + seeds of the range + (dead leaves + 2) × 32) hashes at most.
    package func restricted(to range: Range<UInt64>, excluding dead: some Sequence<UInt64>) -> SeedCover {
        let dead = sortedUnique(dead)
        var builder = CoverBuilder(range: range, dead: dead)
        for node in nodes[firstIndex(endingAfter: range.lowerBound)...].prefix(while: { $0.first < range.upperBound }) {
            builder.visit(node, dead: dead.indices)
        }
        return SeedCover(nodes: builder.nodes)
    }

    /// The index of the node that covers `leaf`. Complexity: O(log ``count``).
    func nodeIndex(of leaf: UInt64) -> Int? {
        let index = firstIndex(endingAfter: leaf)
        return index < nodes.count && nodes[index].first <= leaf ? index : nil
    }

    /// The index of the first node that goes on beyond `leaf`, or is it. Complexity: O(log ``count``).
    private func firstIndex(endingAfter leaf: UInt64) -> Int {
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].end <= leaf { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func punctured(_ leaf: UInt64) -> CryptoError {
        CryptoError(.punctured, "the secret of leaf \(leaf) is not held here or was destroyed", family: .local)
    }

    package func checkInvariants() {
        for (left, right) in zip(nodes, nodes.dropFirst()) {
            precondition(left.end <= right.first, "seeds are in ascending order and disjoint")
            precondition(!areHalves(left, right), "two halves are kept as one seed")
        }
    }
}

/// Whether the two are the left and the right half of one node.
func areHalves(_ left: SeedNode, _ right: SeedNode) -> Bool {
    left.level == right.level && left.first ^ right.first == 1 << UInt64(left.level)
}

private func sortedUnique(_ leaves: some Sequence<UInt64>) -> [UInt64] {
    var unique: [UInt64] = []
    for leaf in leaves.sorted() where leaf != unique.last { unique.append(leaf) }
    return unique
}
