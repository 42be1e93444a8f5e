import ComityCore

// MARK: pairs and clusters
extension LinkageIndex {
    /// The reported pairs of one row, by keys. Complexity: O(its pairs * comparisons).
    package func pairs(of key: UInt64) -> [ScoredPair] {
        guard let cells = cells(key) else { return [] }
        let scorer = PairScorer(scoring)
        return rows.edges(of: key).compactMap { edge in
            self.cells(edge.other).flatMap { pair(scorer, key, cells, edge.other, $0) }
        }.sorted(by: ScoredPair.precedes)
    }

    /// The reported pair of two rows; nil if there is none. Complexity: O(pairs of the one + comparisons).
    package func pair(_ one: UInt64, _ other: UInt64) -> ScoredPair? {
        guard rows.edges(of: one).contains(where: { $0.other == other }), let cells = cells(one),
            let otherCells = self.cells(other)
        else { return nil }
        return pair(PairScorer(scoring), one, cells, other, otherCells)
    }

    /// Every reported pair, by keys. Complexity: O(rows + pairs * comparisons).
    package func pairs() -> [ScoredPair] {
        keys.flatMap { key in pairs(of: key).filter { $0.left == key } }
    }

    /// As in ``LinkageRun/cluster(_:_:)``. Complexity: O(rows + pairs).
    package func clusters() -> [[UInt64]] { recluster(keys).clusters }

    /// The clusters of some rows and of all rows that matches tie to them. After a change to these rows (those that
    /// came and went, and both of each pair that did) all other rows are clustered as they were.
    /// Complexity: O(rows and matches so tied).
    package func recluster(_ keys: some Sequence<UInt64>) -> LinkageClusters {
        var found = LinkageClusters()
        var seen: Set<UInt64> = []
        for key in keys where !seen.contains(key) {
            let tied = tied(to: key, &seen)
            found.rows += tied
            if tied.count > 1 { found.clusters += clusters(within: tied.sorted()) }
        }
        found.rows.sort()
        found.clusters.sort { $0[0] < $1[0] }
        return found
    }

    /// A row and all that chains of matches lead to from it.
    private func tied(to key: UInt64, _ seen: inout Set<UInt64>) -> [UInt64] {
        var tied = [key]
        seen.insert(key)
        var next = 0
        while next < tied.count {
            for edge in rows.edges(of: tied[next]) where edge.weight >= model.threshold {
                if seen.insert(edge.other).inserted { tied.append(edge.other) }
            }
            next += 1
        }
        return tied
    }

    /// - Parameter members: ascending; no match leads out of them.
    private func clusters(within members: [UInt64]) -> [[UInt64]] {
        let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, UInt32($0)) })
        var edges: [Clusterer.Edge] = []
        for (place, member) in members.enumerated() {
            for edge in rows.edges(of: member) where edge.other > member && edge.weight >= model.threshold {
                guard let other = places[edge.other] else { continue }
                edges.append(Clusterer.Edge(left: UInt32(place), right: other, weight: edge.weight))
            }
        }
        let cells = members.map { self.cells($0) }
        let scorer = PairScorer(scoring)
        let clusters = Clusterer(threshold: model.threshold).clusters(edges, rowCount: members.count) { one, other in
            guard let left = cells[Int(one)], let right = cells[Int(other)], admits(left, right) else { return nil }
            return scorer.fieldWeights(scorer.pattern(left, right), left, right).reduce(model.prior, +)
        }
        return clusters.map { $0.map { members[Int($0)] } }
    }
}

// MARK: the whole
extension LinkageIndex {
    /// A model trained on the rows present; this index keeps its own. Complexity: as ``LinkageRun/train()``.
    /// - Throws: what ``LinkageRun/train()`` throws.
    package func train(_ options: LinkageOptions? = nil) throws(LinkageError) -> LinkageModel {
        try Linkage.train(table, options: options ?? LinkageOptions(mode: mode))
    }

    /// The rows that may have pairs, as a table.
    private var table: LinkageTable {
        var table = LinkageTable(plan: model.plan)
        for key in keys {
            guard let row = cells(key), !row.isForSearch else { continue }
            table.append(key: key, source: row.source, cells: row.cells(rows.comparisons))
        }
        return table
    }

    /// The same rows under another model. Complexity: that of a batch run over them.
    /// - Throws: `malformed-model` if the model is of other fields; what ``LinkageRun/score(_:)`` throws.
    package func with(model other: LinkageModel) throws(LinkageError) -> LinkageIndex {
        guard other.plan.comparisons == model.plan.comparisons else {
            throw LinkageError(.malformedModel, "the model was made for other fields than the index has")
        }
        var builder = LinkageIndexBuilder(model: other, mode: mode)
        for key in keys {
            guard let row = cells(key) else { continue }
            builder.append(key, source: row.source, cells: row.cells(rows.comparisons), isForSearch: row.isForSearch)
        }
        return try builder.finished()
    }

    /// The keys that are shared by too many rows, the most shared first. Complexity: O(keys of all rows).
    package func crowdedValues() -> [CrowdedValue] {
        model.rules.enumerated().flatMap { number, rule in
            let name = rule.name(in: model.plan)
            let kinds = rule.parts.map { model.plan.comparisons[$0.comparison].fieldKind }
            return crowdedHashes(number).map { hash in
                CrowdedValue(rule: name, kinds: kinds, rowCount: rows.count(number, hash, atMost: .max - 1))
            }
        }.sorted(by: CrowdedValue.precedes)
    }

    /// A key that more rows than the limit have is in one of so many places with its share of them.
    private func crowdedHashes(_ rule: Int) -> [UInt64] {
        let share = model.bucketLimit / (rows.segments.count + 1)
        var hashes = Set(rows.delta.hashes(rule).filter { rows.delta.members(rule, $0).count > share })
        for placed in rows.segments {
            let buckets = placed.segment.buckets[rule]
            for place in 0..<buckets.hashes.count where buckets.rows(at: place).count > share {
                hashes.insert(buckets.hashes.base[place])
            }
        }
        return hashes.filter { rows.count(rule, $0, atMost: model.bucketLimit) > model.bucketLimit }
    }

    /// Keys, rows, pairs and searches are what the rows present ask for. Complexity: O(rows * candidates).
    package func checkInvariants() throws(LinkageError) {
        var expected: [[UInt64: Int]] = Array(repeating: [:], count: rows.rules)
        for key in keys {
            guard let cells = cells(key), let slot = rows.slot(key) else { throw Self.broken("a row is not there") }
            let keys = maker.keys(cells)
            for rule in 0..<rows.rules {
                for hash in keys[rule] {
                    expected[rule][hash, default: 0] += 1
                    var slots: [UInt32] = []
                    rows.gather(rule, hash, atMost: .max - 1, &slots)
                    guard slots.count(where: { $0 == slot }) == 1 else { throw Self.broken("a row is not in a bucket") }
                }
            }
            let scorer = PairScorer(scoring)
            for edge in rows.edges(of: key) {
                guard let other = self.cells(edge.other),
                    rows.edges(of: edge.other).contains(where: { $0.other == key }),
                    pair(scorer, key, cells, edge.other, other)?.weight == edge.weight, isProposed(key, edge.other)
                else { throw Self.broken("a pair is not one of two rows") }
            }
        }
        for rule in 0..<rows.rules {
            for (hash, count) in expected[rule] where rows.count(rule, hash, atMost: .max - 1) != count {
                throw Self.broken("a bucket holds other rows than have its key")
            }
        }
    }

    private static func broken(_ reason: String) -> LinkageError {
        LinkageError(.malformedIndex, "the index is not that of its rows: \(reason)", family: .invariant)
    }
}
