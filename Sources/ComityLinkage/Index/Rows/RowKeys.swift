/// The keys of one row: under each blocking rule, and last those of searches. Each list ascends, without repetition.
struct RowKeys: Sendable {
    private var hashes: [UInt64] = []
    private var ends: [UInt16] = []

    /// Lists, that of searches included.
    var ruleCount: Int { ends.count }

    subscript(rule: Int) -> ArraySlice<UInt64> {
        hashes[(rule == 0 ? 0 : Int(ends[rule - 1]))..<Int(ends[rule])]
    }

    mutating func append(_ keys: some Sequence<UInt64>) {
        hashes.append(contentsOf: keys)
        ends.append(UInt16(hashes.count))
    }

    mutating func append(_ key: UInt64) {
        hashes.append(key)
        ends.append(UInt16(hashes.count))
    }

    func contains(_ key: UInt64, under rule: Int) -> Bool { self[rule].contains(key) }
}

/// How a model's keys are computed from the cells of one row. Specs/linkage-model.md#blocking
struct RowKeyMaker: Sendable {
    private let model: LinkageModel
    private let parts: [BlockingRule.Part]
    /// By rule: the numbers of its parts in `parts`.
    private let rules: [[Int]]

    init(_ model: LinkageModel) {
        self.model = model
        var parts: [BlockingRule.Part] = []
        rules = model.rules.map { rule in
            rule.parts.map { part in
                if let known = parts.firstIndex(of: part) { return known }
                parts.append(part)
                return parts.count - 1
            }
        }
        self.parts = parts
    }

    /// The place of the keys of searches, behind those of the rules.
    var lookup: Int { rules.count }

    /// Complexity: O(bytes * rules).
    func keys(_ row: RowCells) -> RowKeys {
        var keys = RowKeys()
        if row.isForSearch {
            for _ in rules { keys.append([]) }
        } else {
            let hashes = parts.map { PartTable.hashes(of: row[$0.comparison], $0.transform) }
            for (number, rule) in model.rules.enumerated() { append(rule, rules[number], hashes, &keys) }
        }
        keys.append(LookupKeys.keys(of: row, model.plan))
        return keys
    }

    /// The keys under one rule, or those of searches behind the last; ascending. Complexity: O(bytes).
    func keys(_ row: RowCells, under rule: Int) -> [UInt64] {
        if rule == lookup { return LookupKeys.keys(of: row, model.plan) }
        guard !row.isForSearch else { return [] }
        let parts = model.rules[rule].parts
        var keys = RowKeys()
        let hashes = parts.map { PartTable.hashes(of: row[$0.comparison], $0.transform) }
        append(model.rules[rule], Array(parts.indices), hashes, &keys)
        return Array(keys[0])
    }

    private func append(_ rule: BlockingRule, _ numbers: [Int], _ hashes: [[UInt64]], _ keys: inout RowKeys) {
        let isSingle = numbers.allSatisfy { hashes[$0].count == 1 }
        if isSingle, !rule.isUnordered {
            keys.append(numbers.reduce(StableHash.seed) { StableHash.combine($0, hashes[$1][0]) })
        } else if numbers.contains(where: { hashes[$0].isEmpty }) {
            keys.append([])
        } else {
            let found = rule.keys { hashes[numbers[$0]][...] }
            keys.append(found.count < 2 ? found : Set(found).sorted())
        }
    }
}
