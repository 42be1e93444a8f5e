import ComityCore

/// Rows that are present now, matched as they come and go. Specs/linkage-index.md
///
/// For one model the pairs are those of a batch run over the rows present with free assignment, whatever the order
/// of arrivals and removals. A value, so a trial can be made on a copy: segments are shared and never changed.
package struct LinkageIndex: Sendable {
    package let model: LinkageModel
    package let mode: LinkageMode
    /// Pairs below this weight are not reported.
    package let leastWeight: Double
    let maker: RowKeyMaker
    let scoring: ScoringPlan
    var rows: IndexRows
    /// The merge under way, and where its sources are.
    var merging: MergeBox?
    /// The number of the next segment.
    var nextSegment: UInt64 = 0

    package init(model: LinkageModel, mode: LinkageMode = .linkAndDedupe, reviewProbability: Double = 0.05) {
        self.model = model
        self.mode = mode
        leastWeight = min(Weight.weight(ofProbability: reviewProbability), model.threshold)
        maker = RowKeyMaker(model)
        scoring = ScoringPlan(model, least: leastWeight)
        rows = IndexRows(comparisons: model.plan.comparisons.count, rules: model.rules.count + 1)
    }

    package var count: Int { rows.count }
    package var keys: [UInt64] { rows.keys }
    package func contains(_ key: UInt64) -> Bool { rows.slot(key) != nil }

    /// Adds a row and answers what that changes. `values[field]` lists the texts of that field of the model's plan.
    /// - Parameter isForSearch: whether ``lookup(_:limit:)`` alone shall find the row: it has no pairs and no cluster.
    /// - Throws: `malformed-input` if the key is present or the fields are not the model's, `limit-exceeded` if there
    ///   are too many rows.
    /// Complexity: O(candidates * comparisons).
    package mutating func insert(
        _ key: UInt64, source: UInt32 = 0, values: [[String]], isForSearch: Bool = false
    ) throws(LinkageError) -> LinkageChange {
        try refuse(key)
        guard rows.slotCount < LinkageLimits.rows else {
            throw LinkageError(.limitExceeded, "an index holds at most \(LinkageLimits.rows) rows")
        }
        let packed = try packed(source, values, isForSearch: isForSearch)
        freezeIfFull()
        return add(row(key, packed))
    }

    /// Takes a row away; its pairs go, and pairs that it had crowded out come back. No change if it is not present.
    /// Complexity: O(pairs of the row); O(bucket limit squared) when a key falls to the limit.
    package mutating func remove(_ key: UInt64) -> LinkageChange {
        guard let slot = rows.slot(key), let keys = rows.keys(slot, maker) else { return LinkageChange() }
        freezeIfFull()
        var change = LinkageChange()
        for edge in rows.edges(of: key) {
            change.removed.append(LinkageChange.Pair(key, edge.other))
            rows.unlink(edge.other, from: key)
        }
        rows.remove(key)
        rows.clearEdges(of: key)
        change.removed.sort()
        change.added = revive(keys)
        return change
    }

    /// What a row that is not present would match. Complexity: as ``insert(_:source:values:isForSearch:)``.
    /// - Parameter key: names the row in the answer; must not be present.
    /// - Throws: `malformed-input` if the key is present or the fields are not the model's.
    package func query(_ key: UInt64 = .max, source: UInt32 = 0, values: [[String]]) throws(LinkageError)
        -> [ScoredPair]
    {
        try refuse(key)
        let row = row(key, try packed(source, values, isForSearch: false))
        return score(row, candidates(row.keys).slots).sorted(by: ScoredPair.precedes)
    }

    /// Why two present rows score as they do; nil if one is not present.
    package func explain(_ one: UInt64, _ other: UInt64) -> PairExplanation? {
        guard let left = cells(min(one, other)), let right = cells(max(one, other)) else { return nil }
        let scorer = PairScorer(scoring)
        let pattern = scorer.pattern(left, right)
        return PairExplanation(model, pattern, fieldWeights: scorer.fieldWeights(pattern, left, right))
    }
}

// MARK: parts of a step
extension LinkageIndex {
    func cells(_ key: UInt64) -> RowCells? { rows.slot(key).flatMap { rows.cells($0) } }

    private func refuse(_ key: UInt64) throws(LinkageError) {
        guard !contains(key) else { throw LinkageError(.malformedInput, "the row \(key) is already present") }
    }

    private func packed(
        _ source: UInt32, _ values: [[String]], isForSearch: Bool
    ) throws(LinkageError) -> PackedRow {
        guard values.count == model.plan.fields.count else {
            let expected = model.plan.fields.count
            throw LinkageError(.malformedInput, "a row has \(values.count) fields where \(expected) are declared")
        }
        let cells = model.plan.comparisons.map {
            Standardisation.cell($0, fields: model.plan.fields, values: values)
        }
        return PackedRow(source: source, isForSearch: isForSearch, cells: cells)
    }

    private func row(_ key: UInt64, _ packed: PackedRow) -> IndexDelta.Row {
        IndexDelta.Row(key: key, packed: packed, keys: maker.keys(packed.cells(rows.comparisons)))
    }

    private mutating func add(_ row: IndexDelta.Row) -> LinkageChange {
        var change = LinkageChange()
        let (slots, crowded) = candidates(row.keys)
        change.added = score(row, slots).sorted(by: ScoredPair.precedes)
        rows.insert(row)
        change.removed = part(crowded)
        for pair in change.added { link(pair) }
        return change
    }

    private mutating func link(_ pair: ScoredPair) {
        rows.link(pair.left, IndexEdge(other: pair.right, weight: pair.weight))
        rows.link(pair.right, IndexEdge(other: pair.left, weight: pair.weight))
    }

    /// A bucket: the rows that share a key under a rule.
    private struct Bucket {
        let rule: Int
        let hash: UInt64
    }

    /// Rows that share a key with a row about to join them, unless too many do; and the keys that it would crowd.
    private func candidates(_ keys: RowKeys) -> (slots: [UInt32], crowded: [Bucket]) {
        var slots: [UInt32] = []
        var crowded: [Bucket] = []
        for rule in model.rules.indices {
            for hash in keys[rule] {
                let before = slots.count
                let count = rows.gather(rule, hash, atMost: model.bucketLimit, &slots)
                guard count >= model.bucketLimit else { continue }
                slots.removeLast(slots.count - before)
                if count == model.bucketLimit { crowded.append(Bucket(rule: rule, hash: hash)) }
            }
        }
        slots.sort()
        return (slots, crowded)
    }

    /// - Parameter slots: ascending, perhaps repeated.
    private func score(_ row: IndexDelta.Row, _ slots: [UInt32]) -> [ScoredPair] {
        let scorer = PairScorer(scoring)
        let cells = row.packed.cells(rows.comparisons)
        var found: [ScoredPair] = []
        for (place, slot) in slots.enumerated() where place == 0 || slots[place - 1] != slot {
            guard let other = rows.cells(slot), admits(cells, other), let key = rows.key(slot) else { continue }
            if let pair = pair(scorer, row.key, cells, key, other) { found.append(pair) }
        }
        return found
    }

    func pair(
        _ scorer: borrowing PairScorer, _ one: UInt64, _ oneCells: RowCells, _ other: UInt64, _ otherCells: RowCells
    ) -> ScoredPair? {
        let (left, right) = one < other ? (oneCells, otherCells) : (otherCells, oneCells)
        guard let (pattern, weight) = scorer.score(left, right) else { return nil }
        return ScoredPair(
            left: min(one, other), right: max(one, other), weight: weight, pattern: pattern,
            fieldWeights: scorer.fieldWeights(pattern, left, right),
            decision: weight >= model.threshold ? .match : .review)
    }

    func admits(_ one: RowCells, _ other: RowCells) -> Bool { mode != .link || one.source != other.source }

    /// Takes back the pairs that only `crowded` buckets proposed. Complexity: O(pairs within the buckets).
    private mutating func part(_ crowded: [Bucket]) -> [LinkageChange.Pair] {
        var within: Set<LinkageChange.Pair> = []
        for bucket in crowded {
            var slots: [UInt32] = []
            rows.gather(bucket.rule, bucket.hash, atMost: model.bucketLimit + 1, &slots)
            let members = Set(slots.compactMap { rows.key($0) })
            for member in members {
                for edge in rows.edges(of: member) where edge.other > member && members.contains(edge.other) {
                    within.insert(LinkageChange.Pair(member, edge.other))
                }
            }
        }
        let parted = within.filter { !isProposed($0.left, $0.right) }.sorted()
        for pair in parted {
            rows.unlink(pair.left, from: pair.right)
            rows.unlink(pair.right, from: pair.left)
        }
        return parted
    }

    /// Whether two rows share a key that not too many rows have.
    func isProposed(_ left: UInt64, _ right: UInt64) -> Bool {
        guard let one = rows.slot(left).flatMap({ rows.keys($0, maker) }),
            let other = rows.slot(right).flatMap({ rows.keys($0, maker) })
        else { return false }
        return model.rules.indices.contains { rule in
            one[rule].contains { hash in
                other.contains(hash, under: rule)
                    && rows.count(rule, hash, atMost: model.bucketLimit) <= model.bucketLimit
            }
        }
    }

    /// The pairs that come back as some keys of a row that went are shared by few enough again.
    private mutating func revive(_ keys: RowKeys) -> [ScoredPair] {
        let scorer = PairScorer(scoring)
        var revived: [ScoredPair] = []
        for rule in model.rules.indices {
            for hash in keys[rule] {
                var slots: [UInt32] = []
                guard rows.gather(rule, hash, atMost: model.bucketLimit, &slots) == model.bucketLimit else { continue }
                for pair in pairs(within: slots, scorer) {
                    link(pair)
                    revived.append(pair)
                }
            }
        }
        return revived.sorted(by: ScoredPair.precedes)
    }

    /// The pairs of some rows that are not reported yet. Complexity: O(rows squared).
    private func pairs(within slots: [UInt32], _ scorer: borrowing PairScorer) -> [ScoredPair] {
        let members = slots.compactMap { slot in rows.key(slot).flatMap { key in rows.cells(slot).map { (key, $0) } } }
        var found: [ScoredPair] = []
        for (place, (key, cells)) in members.enumerated() {
            let known = Set(rows.edges(of: key).map(\.other))
            for (other, otherCells) in members[(place + 1)...]
            where admits(cells, otherCells) && !known.contains(other) {
                if let pair = pair(scorer, key, cells, other, otherCells) { found.append(pair) }
            }
        }
        return found
    }
}
