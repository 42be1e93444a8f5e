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
        /// Kept for the walk unless there are many rows.
        let blocks: RuleBlocks?
    }

    /// Rows up to which the blocks of all candidate rules are held at once: about 20 bytes for each row and rule.
    private static let keptRows = 100_000

    /// The cheapest rules first, as many as fit the budget of pairs, at least one.
    /// Complexity: O(rules * rows log rows). Specs/linkage-model.md#rule-choice
    mutating func choose(_ candidates: [BlockingRule], budgetPairs: Int, bucketLimit: Int) -> [Cost] {
        var costs: [Cost] = []
        let keeps = rowCount <= Self.keptRows
        for rule in candidates {
            let blocks = blocks(rule, bucketLimit: bucketLimit)
            let pairs = blocks.pairCount(sources: sources)
            if pairs > 0 { costs.append(Cost(rule: rule, pairs: pairs, blocks: keeps ? blocks : nil)) }
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
        let tables = rule.parts.map { table($0) }
        let codes = rule.parts.map { columns[$0.comparison].codes }
        var entries: [RuleBlocks.Entry] = []
        entries.reserveCapacity(rowCount)
        for rank in 0..<rowCount {
            let single = Self.singleKey(rule, tables, codes, rank)
            if single > PartTable.several {
                entries.append(RuleBlocks.Entry(key: single, rank: UInt32(rank)))
            } else if single == PartTable.several {
                let keys = rule.keys { tables[$0][codes[$0][rank]] }
                for key in keys { entries.append(RuleBlocks.Entry(key: key, rank: UInt32(rank))) }
            }
        }
        return RuleBlocks(entries, rowCount: rowCount, bucketLimit: bucketLimit)
    }

    /// The only key of a row, or `none`, or `several`, where ``BlockingRule/keys(_:)`` must say.
    private static func singleKey(
        _ rule: BlockingRule, _ tables: [PartTable], _ codes: [UnsafeMutableBufferPointer<UInt32>], _ rank: Int
    ) -> UInt64 {
        var key = StableHash.seed
        for part in tables.indices {
            let hash = tables[part].singles[Int(codes[part][rank])]
            if hash == PartTable.none { return hash }
            if hash == PartTable.several || rule.isUnordered { return PartTable.several }
            key = StableHash.combine(key, hash)
        }
        return key
    }

    private mutating func table(_ part: BlockingRule.Part) -> PartTable {
        if let table = tables[part] { return table }
        let table = PartTable(columns[part.comparison], part.transform)
        tables[part] = table
        return table
    }
}
