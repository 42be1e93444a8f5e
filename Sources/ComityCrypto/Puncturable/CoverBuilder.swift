/// Collects the largest subtrees that lie within a range and hold no dead leaf.
struct CoverBuilder {
    let range: Range<UInt64>
    /// Ascending and unique.
    let dead: [UInt64]
    private(set) var nodes: [SeedNode] = []

    init(range: Range<UInt64>, dead: [UInt64]) {
        self.range = range
        self.dead = dead
    }

    /// Visits `node`, whose dead leaves are among `dead[candidates]`. Descends only where a node is partly wanted.
    mutating func visit(_ node: SeedNode, dead candidates: Range<Int>) {
        let wanted = range.clamped(to: node.first..<node.end)
        guard !wanted.isEmpty else { return }
        let inside =
            firstIndex(from: wanted.lowerBound, in: candidates)..<firstIndex(from: wanted.upperBound, in: candidates)
        let isWhole = wanted == node.first..<node.end
        if inside.isEmpty && isWhole {
            nodes.append(node)
        } else if UInt64(inside.count) < wanted.upperBound - wanted.lowerBound {
            let (left, right) = node.halves
            visit(left, dead: inside)
            visit(right, dead: inside)
        }
    }

    /// The first index within `candidates` whose leaf is `leaf` or later. Complexity: O(log candidates).
    private func firstIndex(from leaf: UInt64, in candidates: Range<Int>) -> Int {
        var low = candidates.lowerBound
        var high = candidates.upperBound
        while low < high {
            let middle = (low + high) / 2
            if dead[middle] < leaf { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
