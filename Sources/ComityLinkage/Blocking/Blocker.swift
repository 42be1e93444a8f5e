/// Turns rules into blocks over the rows of one run, and chooses rules by their cost.
struct Blocker {
    private let columns: [ColumnMemory]
    private let rowCount: Int
    /// Sources in canonical row order if only pairs of different sources count.
    private let sources: [UInt32]?
    private var tables: [BlockingRule.Part: PartTable] = [:]

    init(columns: [ColumnMemory], rowCount: Int, sources: [UInt32]?) {
        self.columns = columns
        self.rowCount = rowCount
        self.sources = sources
    }

    struct Cost {
        let rule: BlockingRule
        let pairs: Int
    }

    /// The cheapest rules first, as many as fit the budget of pairs, at least one.
    /// Complexity: O(rules * rows log rows). Specs/linkage-model.md#rule-choice
    mutating func choose(_ candidates: [BlockingRule], budgetPairs: Int, bucketLimit: Int) -> [Cost] {
        var costs: [Cost] = []
        for rule in candidates {
            let pairs = blocks(rule, bucketLimit: bucketLimit).pairCount(sources: sources)
            if pairs > 0 { costs.append(Cost(rule: rule, pairs: pairs)) }
        }
        let order = costs.indices.sorted { (costs[$0].pairs, $0) < (costs[$1].pairs, $1) }
        var chosen: [Cost] = []
        var spent = 0
        for place in order where chosen.count < LinkageLimits.rules {
            guard chosen.isEmpty || spent + costs[place].pairs <= budgetPairs else { break }
            spent += costs[place].pairs
            chosen.append(costs[place])
        }
        return chosen
    }

    /// Complexity: O(rows log rows).
    mutating func blocks(_ rule: BlockingRule, bucketLimit: Int) -> RuleBlocks {
        let parts = rule.parts.map { part in (columns[part.comparison], table(part)) }
        var entries: [RuleBlocks.Entry] = []
        entries.reserveCapacity(rowCount)
        for rank in 0..<rowCount {
            let keys = rule.keys { parts[$0].1[parts[$0].0.codes[rank]] }
            for key in keys { entries.append(RuleBlocks.Entry(key: key, rank: UInt32(rank))) }
        }
        return RuleBlocks(entries, rowCount: rowCount, bucketLimit: bucketLimit)
    }

    private mutating func table(_ part: BlockingRule.Part) -> PartTable {
        if let table = tables[part] { return table }
        let table = PartTable(columns[part.comparison], part.transform)
        tables[part] = table
        return table
    }
}
