package import ComityCore

/// What must be known of the leaves `begin..<end` to extend them and to find the root: the hashes of the fewest perfect
/// subtrees that cover them. Specs/merkle.md#compact-ranges
///
/// Two ranges that meet can be merged, so parts of a log can be hashed apart. At most 2 · 62 hashes.
package struct CompactRange: Hashable, Sendable {
    package let begin: UInt64
    package private(set) var end: UInt64
    /// The hashes of `RangeNodes(begin, end)`, in that order.
    package private(set) var hashes: [Digest]

    /// The largest tree: sizes fit the integers of our formats.
    package static let sizeLimit: UInt64 = 1 << 62

    /// The empty range that begins at `begin`.
    package init(begin: UInt64 = 0) {
        self.begin = begin
        end = begin
        hashes = []
    }

    /// The range whose nodes `source` knows, such as the whole of a stored log.
    package init<Failure: Error>(
        _ begin: UInt64, _ end: UInt64, from source: HashSource<Failure>
    ) throws(Failure) {
        var hashes: [Digest] = []
        for node in RangeNodes(begin, end) { hashes.append(try source(node)) }
        self.init(unchecked: hashes, begin: begin, end: end)
    }

    /// - Precondition: one hash for each of `RangeNodes(begin, end)`.
    init(unchecked hashes: [Digest], begin: UInt64, end: UInt64) {
        self.begin = begin
        self.end = end
        self.hashes = hashes
        checkInvariants()
    }

    /// Stops the program if the hashes are not as many as the range has nodes.
    package func checkInvariants() {
        precondition(begin <= end)
        precondition(hashes.count == RangeNodes(begin, end).count)
    }

    package var isEmpty: Bool { begin == end }
    package var size: TreeSize { TreeSize(end - begin) }

    /// Appends one leaf. Complexity: one hash on average, at most log2(end); nothing is allocated once warm.
    package mutating func append(_ leafHash: Digest) {
        push(leafHash, TreeNode(level: 0, index: end), visit: nil)
    }

    /// Appends one leaf and shows every perfect subtree that it completes, leaf first, to whoever stores them.
    package mutating func append(_ leafHash: Digest, visiting visit: (TreeNode, Digest) -> Void) {
        withoutActuallyEscaping(visit) { push(leafHash, TreeNode(level: 0, index: end), visit: $0) }
    }

    /// Appends the root of a perfect subtree of 2^`level` leaves, whose leaves need not be known.
    /// - Throws: `bad-range` unless the range ends where such a subtree may begin.
    package mutating func append(subtreeRoot: Digest, level: Int) throws(MerkleError) {
        guard (0...TreeNode.levelLimit).contains(level), end.trailingZeroBitCount >= level || end == 0 else {
            throw MerkleError(.badRange, "a subtree of level \(level) cannot begin at leaf \(end)")
        }
        guard end <= Self.sizeLimit - 1 << UInt64(level) else {
            throw MerkleError(.limitExceeded, "a tree has at most \(Self.sizeLimit) leaves")
        }
        push(subtreeRoot, TreeNode(level: level, index: end >> UInt64(level)), visit: nil)
    }

    /// Appends the range that begins where this one ends.
    /// - Throws: `bad-range` if it begins elsewhere.
    package mutating func append(_ next: CompactRange) throws(MerkleError) {
        guard next.begin == end else {
            throw MerkleError(.badRange, "a range that begins at leaf \(next.begin) does not follow leaf \(end)")
        }
        for (node, hash) in zip(RangeNodes(next.begin, next.end), next.hashes) { push(hash, node, visit: nil) }
    }

    /// The root of the tree of all leaves up to ``end``.
    /// - Precondition: the range begins at leaf 0.
    package var root: Digest {
        precondition(begin == 0, "only a range from leaf 0 has a root")
        return rangeHash
    }

    /// The hash of the leaves as a tree of their own (RFC 6962's MTH), which is a node of the log's tree if the range
    /// is a valid subtree. Complexity: one hash less than there are hashes.
    package var rangeHash: Digest {
        guard var hash = hashes.last else { return TreeHash.empty }
        for left in hashes.dropLast().reversed() { hash = TreeHash.node(left, hash) }
        return hash
    }

    /// Puts a node at the end and joins it with its left sibling as long as that is part of the range.
    private mutating func push(_ hash: Digest, _ node: TreeNode, visit: ((TreeNode, Digest) -> Void)?) {
        var hash = hash
        var node = node
        end = node.end
        visit?(node, hash)
        while node.index & 1 == 1, node.begin - 1 << UInt64(node.level) >= begin {
            hash = TreeHash.node(hashes.removeLast(), hash)
            node = TreeNode(level: node.level + 1, index: node.index >> 1)
            visit?(node, hash)
        }
        hashes.append(hash)
    }
}
