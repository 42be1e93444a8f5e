// MARK: searches. Specs/linkage-index.md#lookup
extension LinkageIndex {
    /// Rows that are judged in one search, at most: beyond, rows that meet as much as those may be left out.
    private static let judgedRows = 12_000

    /// Rows whose names, in any spelling or script, or whose numbers meet a text, the likeliest first.
    /// Complexity: O(rows that share a word, a sound or a number with the text), of which a bounded part is judged.
    package func lookup(_ text: String, limit: Int) -> [LookupHit] {
        guard limit > 0 else { return [] }
        let query = LookupQuery(text)
        let met = MetRows(query, rows, maker.lookup)
        let match = LookupMatch(query, model.plan, counts: met.counts, rowCount: count)
        var best = BestHits(limit: limit)
        var judged = 0
        for group in met.groups(match) {
            if !best.wants(group.most) { break }
            for slot in group.slots where judged < Self.judgedRows {
                guard let key = rows.key(slot), best.wants(group.most, key), let row = rows.cells(slot) else {
                    continue
                }
                judged += 1
                let meeting = match.meeting(row)
                if meeting.weight > 0, best.wants(meeting.weight, key) { best.take(match.hit(key, meeting)) }
            }
        }
        return best.hits
    }
}

/// The rows that have a key of any term, by which terms they meet.
private struct MetRows {
    /// By term: how many rows meet it.
    private(set) var counts: [Int]
    /// By slot: a bit for each term that a row meets, and eight above for those that it meets exactly.
    private var masks: [UInt16]
    private var slots: [UInt32] = []

    init(_ query: LookupQuery, _ rows: IndexRows, _ rule: Int) {
        counts = Array(repeating: 0, count: query.terms.count)
        masks = Array(repeating: 0, count: rows.slotCount)
        var found: [UInt32] = []
        for (term, said) in query.terms.enumerated() {
            for key in said.keys {
                found.removeAll(keepingCapacity: true)
                rows.gather(rule, key.hash, atMost: .max - 1, &found)
                let bits: UInt16 = 1 << UInt16(term) | (key.isExact ? 256 << UInt16(term) : 0)
                for slot in found {
                    if masks[Int(slot)] == 0 { slots.append(slot) }
                    if masks[Int(slot)] & 1 << UInt16(term) == 0 { counts[term] += 1 }
                    masks[Int(slot)] |= bits
                }
            }
        }
    }

    /// Rows that meet the same terms, and the most that they can weigh.
    struct Group {
        let most: Double
        var slots: [UInt32]
    }

    /// Those that can weigh most first.
    func groups(_ match: borrowing LookupMatch) -> [Group] {
        var groups: [UInt16: [UInt32]] = [:]
        for slot in slots.sorted() { groups[masks[Int(slot)], default: []].append(slot) }
        var ordered: [Group] = []
        for (mask, slots) in groups.sorted(by: { $0.key < $1.key }) {
            ordered.append(Group(most: match.most(mask), slots: slots))
        }
        return ordered.sorted { $0.most > $1.most }
    }
}

/// The best hits so far, the best first.
private struct BestHits {
    private let limit: Int
    private(set) var hits: [LookupHit] = []

    init(limit: Int) { self.limit = limit }

    /// Whether a hit of this weight may be among the best.
    func wants(_ weight: Double) -> Bool { hits.count < limit || weight >= (hits.last?.weight ?? 0) }

    func wants(_ weight: Double, _ key: UInt64) -> Bool {
        guard hits.count >= limit, let last = hits.last else { return true }
        return weight > last.weight || weight == last.weight && key < last.key
    }

    /// Complexity: O(limit).
    mutating func take(_ hit: LookupHit) {
        guard wants(hit.weight, hit.key) else { return }
        var low = 0
        var high = hits.count
        while low < high {
            let middle = (low + high) / 2
            if LookupHit.outranks(hits[middle], hit) { low = middle + 1 } else { high = middle }
        }
        hits.insert(hit, at: low)
        if hits.count > limit { hits.removeLast() }
    }
}
