/// Turns rules into blocks over the rows of one run.
struct Blocker {
    let rows: RunRows
    let threads: Int

    /// The blocks of each rule. Complexity: O(rules * rows). Specs/linkage-model.md#blocking
    func blocks(_ rules: [BlockingRule], bucketLimit: Int) -> [RuleBlocks] {
        let parts = Array(Set(rules.flatMap(\.parts)))
        let tables = ForkJoin.map(parts.count, threads: threads) {
            PartTable(rows.cells[parts[$0].comparison], parts[$0].transform)
        }
        let byPart = Dictionary(uniqueKeysWithValues: zip(parts, tables))
        return ForkJoin.map(rules.count, threads: threads) { number in
            blocks(rules[number], rules[number].parts.compactMap { byPart[$0] }, bucketLimit)
        }
    }

    private func blocks(_ rule: BlockingRule, _ tables: [PartTable], _ bucketLimit: Int) -> RuleBlocks {
        let entries = Slab<RuleBlocks.Entry>(capacity: rows.count)
        let columns = rule.parts.map(\.comparison)
        var hasSeveral = false
        for rank in 0..<UInt32(rows.count) {
            let codes = rows.matrix.row(rank)
            let single = Self.singleKey(rule, tables, columns, codes)
            if single > PartTable.several {
                entries.append(RuleBlocks.Entry(key: single, rank: rank))
            } else if single == PartTable.several {
                hasSeveral = true
                for key in rule.keys({ tables[$0][codes[columns[$0]]] }) {
                    entries.append(RuleBlocks.Entry(key: key, rank: rank))
                }
            }
        }
        return RuleBlocks(entries, rowCount: rows.count, bucketLimit: bucketLimit, hasSeveral: hasSeveral)
    }

    /// The only key of a row, or `none`, or `several`, where ``BlockingRule/keys(_:)`` must say.
    @inline(__always)
    private static func singleKey(
        _ rule: BlockingRule, _ tables: [PartTable], _ columns: [Int], _ codes: UnsafePointer<UInt32>
    ) -> UInt64 {
        var key = StableHash.seed
        var first = PartTable.none
        for part in columns.indices {
            let hash = tables[part].singles.base[Int(codes[columns[part]])]
            if hash <= PartTable.several { return hash }
            if rule.isUnordered {
                if part == 0 {
                    if columns.count == 1 { return PartTable.none }
                    first = hash
                } else {
                    return StableHash.combine(StableHash.combine(StableHash.seed, min(first, hash)), max(first, hash))
                }
            } else {
                key = StableHash.combine(key, hash)
            }
        }
        return key
    }
}
