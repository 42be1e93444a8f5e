/// The perfect subtrees that cover the leaves `begin..<end` exactly, the fewest possible, from left to right: sizes
/// grow and then shrink. Specs/merkle.md#compact-ranges
///
/// Complexity: O(log(end)) nodes, O(1) each, without allocating.
package struct RangeNodes: Sequence, IteratorProtocol, Sendable {
    private var position: UInt64
    private let end: UInt64

    package init(_ begin: UInt64, _ end: UInt64) {
        position = begin
        self.end = end
    }

    package mutating func next() -> TreeNode? {
        guard position < end else { return nil }
        // As large as the alignment of the position allows, and no larger than what is left.
        let fitting = 63 - (end - position).leadingZeroBitCount
        let level = Swift.min(position.trailingZeroBitCount, fitting)
        let node = TreeNode(level: level, index: position >> UInt64(level))
        position += 1 << UInt64(level)
        return node
    }

    /// How many there are.
    package var count: Int {
        var rest = self
        var count = 0
        while rest.next() != nil { count += 1 }
        return count
    }
}
