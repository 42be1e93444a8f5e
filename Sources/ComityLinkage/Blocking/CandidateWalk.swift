/// Visits every candidate pair once, row by row, with the mask of the rules that propose it.
///
/// Memory is bounded by the rows, not by the pairs: a stamp for each row says for which left row it was last seen.
struct CandidateWalk {
    private let blocks: [RuleBlocks]
    private let sources: [UInt32]?
    private var stamps: [UInt32]
    private var masks: [UInt32]
    private var found: [UInt32] = []

    init(blocks: [RuleBlocks], rowCount: Int, sources: [UInt32]?) {
        self.blocks = blocks
        self.sources = sources
        stamps = Array(repeating: .max, count: rowCount)
        masks = Array(repeating: 0, count: rowCount)
    }

    /// Calls `body(right, mask)` for each candidate partner of `left` with a greater rank.
    /// Complexity: O(members of the row's blocks).
    mutating func visit(_ left: UInt32, _ body: (UInt32, UInt32) -> Void) {
        found.removeAll(keepingCapacity: true)
        for (number, rule) in blocks.enumerated() {
            let bit = UInt32(1) << UInt32(number)
            for place in Int(rule.rowStarts[Int(left)])..<Int(rule.rowStarts[Int(left) + 1]) {
                collect(rule, Int(rule.groups[place]), left, bit)
            }
        }
        for right in found { body(right, masks[Int(right)]) }
    }

    private mutating func collect(_ rule: RuleBlocks, _ group: Int, _ left: UInt32, _ bit: UInt32) {
        var place = Int(rule.groupStarts[group + 1]) - 1
        while rule.members[place] > left {
            let right = Int(rule.members[place])
            place -= 1
            if let sources, sources[right] == sources[Int(left)] { continue }
            if stamps[right] == left {
                masks[right] |= bit
            } else {
                stamps[right] = left
                masks[right] = bit
                found.append(UInt32(right))
            }
        }
    }
}
