import ComityCore

/// Rows that are present now, matched as they come and go. Specs/linkage-model.md#index
///
/// For one model the pairs are those of a batch run over the rows present with free assignment, whatever the order
/// of arrivals and removals. Nothing of a removed row stays. A value, so a trial can be made on a copy.
package struct LinkageIndex: Sendable {
    package let model: LinkageModel
    package let mode: LinkageMode
    /// Pairs below this weight are not reported.
    package let leastWeight: Double
    private var rows: [UInt64: IndexedRow] = [:]
    /// By rule: the rows that share a key, ascending.
    private var buckets: [[UInt64: [UInt64]]]
    /// By ``LookupKeys``: the rows that have one.
    private var found: [UInt64: Set<UInt64>] = [:]

    package init(model: LinkageModel, mode: LinkageMode = .linkAndDedupe, reviewProbability: Double = 0.05) {
        self.model = model
        self.mode = mode
        leastWeight = min(Weight.weight(ofProbability: reviewProbability), model.threshold)
        buckets = Array(repeating: [:], count: model.rules.count)
    }

    package var count: Int { rows.count }
    package var keys: [UInt64] { rows.keys.sorted() }
    package func contains(_ key: UInt64) -> Bool { rows[key] != nil }

    /// Adds a row and answers what that changes. `values[field]` lists the texts of that field of the model's plan.
    /// - Parameter isForSearch: whether ``lookup(_:limit:)`` alone shall find the row: it has no pairs and no cluster.
    /// - Throws: `malformed-input` if the key is present or the fields are not the model's.
    /// Complexity: O(candidates * comparisons); O(bucket limit squared) when a key reaches the limit.
    package mutating func insert(
        _ key: UInt64, source: UInt32 = 0, values: [[String]], isForSearch: Bool = false
    ) throws(LinkageError) -> LinkageChange {
        guard rows[key] == nil else { throw LinkageError(.malformedInput, "the row \(key) is already present") }
        return add(key, try row(source, values, isForSearch: isForSearch))
    }

    /// Takes a row away; its pairs go, and pairs that it had crowded out come back. No change if it is not present.
    /// Complexity: as ``insert(_:source:values:)``.
    package mutating func remove(_ key: UInt64) -> LinkageChange {
        guard let row = rows[key] else { return LinkageChange() }
        var change = LinkageChange()
        change.removed = pairs(of: key).map { LinkageChange.Pair($0.left, $0.right) }
        rows[key] = nil
        let revived = take(key, row)
        change.added = pairs(within: revived) { left, right in !isProposed(left, right, except: revived) }
        return change
    }

    /// What a row that is not present would match. Complexity: as ``insert(_:source:values:)``.
    /// - Parameter key: names the row in the answer; must not be present.
    /// - Throws: `malformed-input` if the key is present or the fields are not the model's.
    package func query(_ key: UInt64 = .max, source: UInt32 = 0, values: [[String]]) throws(LinkageError)
        -> [ScoredPair]
    {
        guard rows[key] == nil else { throw LinkageError(.malformedInput, "the row \(key) is already present") }
        let row = try row(source, values)
        return score(key, row, partners(key, row, room: 1))
    }

    /// The reported pairs of one row, by keys. Complexity: O(candidates * comparisons).
    package func pairs(of key: UInt64) -> [ScoredPair] {
        guard let row = rows[key] else { return [] }
        return score(key, row, partners(key, row, room: 0))
    }

    /// Every reported pair, by keys. Complexity: O(rows * candidates).
    package func pairs() -> [ScoredPair] {
        keys.flatMap { key in pairs(of: key).filter { $0.left == key } }
    }

    /// As in ``LinkageRun/cluster(_:_:)``. Complexity: O(rows * candidates).
    package func clusters() -> [[UInt64]] {
        let scorer = RowScorer(model)
        let matches = pairs().filter { $0.decision == .match }
        let present = keys
        let places = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, UInt32($0)) })
        let edges = matches.compactMap { pair -> Clusterer.Edge? in
            guard let left = places[pair.left], let right = places[pair.right] else { return nil }
            return Clusterer.Edge(left: left, right: right, weight: pair.weight)
        }
        let clusters = Clusterer(threshold: model.threshold).clusters(edges, rowCount: present.count) { one, other in
            guard let left = rows[present[Int(one)]], let right = rows[present[Int(other)]] else { return nil }
            guard admits(left, right) else { return nil }
            let weights = scorer.fieldWeights(scorer.pattern(left, right), left, right)
            return weights.reduce(model.prior, +)
        }
        return clusters.map { $0.map { present[Int($0)] } }
    }

    /// Why two present rows score as they do; nil if one is not present.
    package func explain(_ one: UInt64, _ other: UInt64) -> PairExplanation? {
        guard let left = rows[min(one, other)], let right = rows[max(one, other)] else { return nil }
        let scorer = RowScorer(model)
        let pattern = scorer.pattern(left, right)
        return PairExplanation(model, pattern, fieldWeights: scorer.fieldWeights(pattern, left, right))
    }

    /// Rows whose names, in any spelling or script, or whose numbers meet a text, the likeliest first.
    /// Specs/linkage-index.md#lookup
    /// Complexity: O(rows that share a word, a sound or a number with the text).
    package func lookup(_ text: String, limit: Int) -> [LookupHit] {
        let query = LookupQuery(text)
        let met = query.terms.map { term in
            term.keys.reduce(into: Set<UInt64>()) { $0.formUnion(found[$1] ?? []) }
        }
        let match = LookupMatch(query, model.plan, counts: met.map(\.count), rowCount: rows.count)
        var hits: [LookupHit] = []
        for key in met.reduce(into: Set<UInt64>(), { $0.formUnion($1) }) {
            if let row = rows[key], let hit = match.hit(key, row) { hits.append(hit) }
        }
        return Array(hits.sorted(by: LookupHit.outranks).prefix(max(limit, 0)))
    }

    /// The keys that are shared by too many rows, the most shared first. Complexity: O(keys of all rows).
    package func crowdedValues() -> [CrowdedValue] {
        model.rules.enumerated().flatMap { number, rule in
            buckets[number].values.filter { $0.count > model.bucketLimit }.map { bucket in
                CrowdedValue(
                    rule: rule.name(in: model.plan),
                    kinds: rule.parts.map { model.plan.comparisons[$0.comparison].fieldKind },
                    rowCount: bucket.count)
            }
        }.sorted(by: CrowdedValue.precedes)
    }

    /// A model trained on the rows present; this index keeps its own. Complexity: as ``LinkageRun/train()``.
    /// - Throws: what ``LinkageRun/train()`` throws.
    package func train(_ options: LinkageOptions? = nil) throws(LinkageError) -> LinkageModel {
        var table = LinkageTable(plan: model.plan)
        for key in keys {
            guard let row = rows[key], !row.isForSearch else { continue }
            table.append(key: key, source: row.source, cells: row.cells)
        }
        return try Linkage.train(table, options: options ?? LinkageOptions(mode: mode))
    }

    /// The same rows under another model. Complexity: O(rows * rules).
    /// - Throws: `malformed-model` if the model is of other fields.
    package func with(model other: LinkageModel) throws(LinkageError) -> LinkageIndex {
        guard other.plan.comparisons == model.plan.comparisons else {
            throw LinkageError(.malformedModel, "the model was made for other fields than the index has")
        }
        var index = LinkageIndex(model: other, mode: mode)
        for key in keys {
            guard let row = rows[key] else { continue }
            index.put(
                key, IndexedRow(source: row.source, cells: row.cells, model: other, isForSearch: row.isForSearch))
        }
        return index
    }

    /// Every key of every row is in its bucket and nothing else is. Complexity: O(rows * rules).
    package func checkInvariants() throws(LinkageError) {
        var expected: [[UInt64: [UInt64]]] = Array(repeating: [:], count: model.rules.count)
        for key in keys {
            for (rule, hashes) in (rows[key]?.keys ?? []).enumerated() {
                for hash in hashes { expected[rule][hash, default: []].append(key) }
            }
        }
        guard expected == buckets else {
            throw LinkageError(.malformedInput, "the buckets are not those of the rows", family: .invariant)
        }
    }
}

extension LinkageIndex {
    /// A bucket: the rows that share a key under a rule.
    private struct Bucket: Hashable {
        let rule: Int
        let hash: UInt64
    }

    private func row(
        _ source: UInt32, _ values: [[String]], isForSearch: Bool = false
    ) throws(LinkageError) -> IndexedRow {
        guard values.count == model.plan.fields.count else {
            let expected = model.plan.fields.count
            throw LinkageError(.malformedInput, "a row has \(values.count) fields where \(expected) are declared")
        }
        let cells = model.plan.comparisons.map {
            Standardisation.cell($0, fields: model.plan.fields, values: values)
        }
        return IndexedRow(source: source, cells: cells, model: model, isForSearch: isForSearch)
    }

    private mutating func add(_ key: UInt64, _ row: IndexedRow) -> LinkageChange {
        var change = LinkageChange()
        let crowded = put(key, row)
        change.added = score(key, row, partners(key, row, room: 0))
        change.removed = pairs(within: crowded) { left, right in
            left != key && right != key && !isProposed(left, right, except: [])
        }.map { LinkageChange.Pair($0.left, $0.right) }
        return change
    }

    /// Adds the row to its buckets and answers those that just grew over the limit.
    @discardableResult
    private mutating func put(_ key: UInt64, _ row: IndexedRow) -> Set<Bucket> {
        var crowded: Set<Bucket> = []
        rows[key] = row
        for hash in row.lookupKeys { found[hash, default: []].insert(key) }
        for (rule, hashes) in row.keys.enumerated() {
            for hash in hashes {
                let place = Self.place(of: key, in: buckets[rule][hash] ?? [])
                buckets[rule][hash, default: []].insert(key, at: place)
                if buckets[rule][hash]?.count == model.bucketLimit + 1 {
                    crowded.insert(Bucket(rule: rule, hash: hash))
                }
            }
        }
        return crowded
    }

    /// Takes the row out of its buckets and answers those that just fell to the limit.
    private mutating func take(_ key: UInt64, _ row: IndexedRow) -> Set<Bucket> {
        var revived: Set<Bucket> = []
        for hash in row.lookupKeys {
            found[hash]?.remove(key)
            if found[hash]?.isEmpty == true { found[hash] = nil }
        }
        for (rule, hashes) in row.keys.enumerated() {
            for hash in hashes {
                let place = Self.place(of: key, in: buckets[rule][hash] ?? [])
                buckets[rule][hash]?.remove(at: place)
                if buckets[rule][hash]?.isEmpty == true { buckets[rule][hash] = nil }
                if buckets[rule][hash]?.count == model.bucketLimit { revived.insert(Bucket(rule: rule, hash: hash)) }
            }
        }
        return revived
    }

    private static func place(of key: UInt64, in bucket: [UInt64]) -> Int {
        var low = 0
        var high = bucket.count
        while low < high {
            let middle = (low + high) / 2
            if bucket[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Rows that share a bucket of at most the limit, `room` rows being about to join it; ascending.
    private func partners(_ key: UInt64, _ row: IndexedRow, room: Int) -> [UInt64] {
        var found: Set<UInt64> = []
        for (rule, hashes) in row.keys.enumerated() {
            for hash in hashes {
                guard let bucket = buckets[rule][hash], bucket.count + room <= model.bucketLimit else { continue }
                found.formUnion(bucket)
            }
        }
        found.remove(key)
        return found.sorted()
    }

    private func admits(_ one: IndexedRow, _ other: IndexedRow) -> Bool {
        mode != .link || one.source != other.source
    }

    private func score(_ key: UInt64, _ row: IndexedRow, _ partners: [UInt64]) -> [ScoredPair] {
        let scorer = RowScorer(model)
        return partners.compactMap { partner in
            guard let other = rows[partner], admits(row, other) else { return nil }
            return score(scorer, key, row, partner, other)
        }.sorted(by: ScoredPair.precedes)
    }

    private func score(
        _ scorer: borrowing RowScorer, _ key: UInt64, _ row: IndexedRow, _ partner: UInt64, _ other: IndexedRow
    ) -> ScoredPair? {
        let (left, right) = key < partner ? (row, other) : (other, row)
        let pattern = scorer.pattern(left, right)
        let weights = scorer.fieldWeights(pattern, left, right)
        let weight = weights.reduce(model.prior, +)
        guard weight >= leastWeight else { return nil }
        return ScoredPair(
            left: min(key, partner), right: max(key, partner), weight: weight, pattern: pattern,
            fieldWeights: weights, decision: weight >= model.threshold ? .match : .review)
    }

    /// The reported pairs of rows that share one of `buckets` and satisfy `counts`, by keys.
    private func pairs(within buckets: Set<Bucket>, _ counts: (UInt64, UInt64) -> Bool) -> [ScoredPair] {
        var candidates: Set<LinkageChange.Pair> = []
        for bucket in buckets {
            let members = self.buckets[bucket.rule][bucket.hash] ?? []
            for place in members.indices {
                for other in members[(place + 1)...] { candidates.insert(.init(members[place], other)) }
            }
        }
        let scorer = RowScorer(model)
        return candidates.sorted().compactMap { pair in
            guard let left = rows[pair.left], let right = rows[pair.right], admits(left, right) else { return nil }
            guard let scored = score(scorer, pair.left, left, pair.right, right) else { return nil }
            return counts(pair.left, pair.right) ? scored : nil
        }
    }

    /// Whether a bucket within the limit, none of `except`, holds both rows.
    private func isProposed(_ left: UInt64, _ right: UInt64, except: Set<Bucket>) -> Bool {
        guard let one = rows[left], let other = rows[right] else { return false }
        for rule in one.keys.indices where rule < other.keys.count {
            for hash in one.keys[rule] where other.keys[rule].contains(hash) {
                let size = buckets[rule][hash]?.count ?? 0
                if size <= model.bucketLimit, !except.contains(Bucket(rule: rule, hash: hash)) { return true }
            }
        }
        return false
    }
}
