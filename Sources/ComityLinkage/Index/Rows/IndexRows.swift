/// The rows of the live index, wherever they lie: in segments, oldest first, and in the delta.
///
/// A *slot* numbers a row within one step: the rows of the segments one after the other, then those of the delta.
struct IndexRows: Sendable {
    let comparisons: Int
    /// Rules, and one for searches.
    let rules: Int
    private(set) var segments: [PlacedSegment] = []
    private(set) var delta: IndexDelta

    init(comparisons: Int, rules: Int) {
        self.comparisons = comparisons
        self.rules = rules
        delta = IndexDelta(rules: rules)
    }

    var count: Int { segments.reduce(delta.liveCount) { $0 + $1.liveCount } }

    /// Slots, those of rows that went included.
    var slotCount: Int { segments.reduce(delta.rows.count) { $0 + $1.segment.count } }

    /// Complexity: O(segments * log rows).
    func slot(_ key: UInt64) -> UInt32? {
        var base = UInt32(slotCount - delta.rows.count)
        if let place = delta.place(key) { return base + place }
        for placed in segments.reversed() {
            base -= UInt32(placed.segment.count)
            if let rank = placed.liveRank(key) { return base + UInt32(rank) }
        }
        return nil
    }

    @inline(__always)
    func cells(_ slot: UInt32) -> RowCells? {
        at(slot, { $0.row($1) }, { $0.packed.cells(comparisons) })
    }

    func key(_ slot: UInt32) -> UInt64? { at(slot, { $0.keys.base[$1] }, { $0.key }) }

    /// The keys of a row by rule, without computing them if it is new.
    func keys(_ slot: UInt32, _ maker: RowKeyMaker) -> RowKeys? {
        at(slot, { maker.keys($0.row($1)) }, { $0.keys })
    }

    @inline(__always)
    private func at<Found>(
        _ slot: UInt32, _ inSegment: (IndexSegment, Int) -> Found, _ inDelta: (IndexDelta.Row) -> Found
    ) -> Found? {
        var rank = Int(slot)
        for place in segments.indices {
            let count = segments[place].segment.count
            if rank < count { return inSegment(segments[place].segment, rank) }
            rank -= count
        }
        return delta.rows[rank].map(inDelta)
    }

    /// Appends the slots of the rows that have a key, `most` and one more at most.
    /// - Returns: how many. Complexity: O(rows that have it) where many of them are gone, else O(most).
    @inline(__always)
    @discardableResult
    func gather(_ rule: Int, _ hash: UInt64, atMost most: Int, _ slots: inout [UInt32]) -> Int {
        var found = 0
        var base: UInt32 = 0
        for place in segments.indices {
            for rank in segments[place].segment.buckets[rule].rows(hash) where segments[place].isLive(Int(rank)) {
                slots.append(base + rank)
                found += 1
                if found > most { return found }
            }
            base += UInt32(segments[place].segment.count)
        }
        for place in delta.members(rule, hash) {
            slots.append(base + place)
            found += 1
            if found > most { return found }
        }
        return found
    }

    /// How many rows have a key, `most` and one more at most.
    func count(_ rule: Int, _ hash: UInt64, atMost most: Int) -> Int {
        var slots: [UInt32] = []
        return gather(rule, hash, atMost: most, &slots)
    }

    /// The reported pairs of a row, by partner. Complexity: O(segments * log rows).
    func edges(of key: UInt64) -> [IndexEdge] {
        if let list = delta.edges[key] { return list }
        for placed in segments.reversed() {
            if let list = placed.segment.edges.list(key) { return list }
        }
        return []
    }

    /// Calls `body` with the slot and key of each row. Complexity: O(rows).
    func forEach(_ body: (UInt32, UInt64) -> Void) {
        var base: UInt32 = 0
        for placed in segments {
            for rank in 0..<placed.segment.count where placed.isLive(rank) {
                body(base + UInt32(rank), placed.segment.keys.base[rank])
            }
            base += UInt32(placed.segment.count)
        }
        for (place, row) in delta.rows.enumerated() {
            if let row { body(base + UInt32(place), row.key) }
        }
    }

    /// All keys, ascending. Complexity: O(rows log rows).
    var keys: [UInt64] {
        var keys: [UInt64] = []
        forEach { keys.append($1) }
        return keys.sorted()
    }
}

// MARK: changes
extension IndexRows {
    mutating func insert(_ row: IndexDelta.Row) { delta.insert(row) }

    /// Complexity: O(segments * log rows + keys of the row).
    mutating func remove(_ key: UInt64) {
        if delta.place(key) != nil { return delta.remove(key) }
        for place in segments.indices {
            guard let rank = segments[place].liveRank(key) else { continue }
            segments[place].bury(rank)
            delta.gone.insert(key)
        }
    }

    /// Adds one edge to a row's list, or replaces it.
    mutating func link(_ key: UInt64, _ edge: IndexEdge) {
        var list = edges(of: key)
        let place = list.firstIndex { $0.other >= edge.other } ?? list.count
        if place < list.count, list[place].other == edge.other {
            list[place] = edge
        } else {
            list.insert(edge, at: place)
        }
        delta.edges[key] = list
    }

    mutating func unlink(_ key: UInt64, from other: UInt64) {
        delta.edges[key] = edges(of: key).filter { $0.other != other }
    }

    /// Leaves a row without edges.
    mutating func clearEdges(of key: UInt64) {
        let isKnown = segments.contains { $0.segment.edges.list(key) != nil }
        delta.edges[key] = isKnown ? [] : nil
    }

    /// Adds a segment that is newer than all: what it says is gone is buried.
    mutating func append(_ segment: IndexSegment) {
        for key in segment.gone.buffer {
            for place in segments.indices {
                if let rank = segments[place].segment.rank(key) { segments[place].bury(rank) }
            }
        }
        segments.append(PlacedSegment(segment))
    }

    /// Makes a segment of the delta. Complexity: O(rows of the delta * rules).
    mutating func freeze(number: UInt64) {
        segments.append(PlacedSegment(delta.segment(number: number, comparisons: comparisons)))
        delta = IndexDelta(rules: rules)
    }

    /// Puts one segment in the place of those that it was made of, as they were; what went meanwhile is buried in it.
    /// Complexity: O(rows / 64 and those that went).
    mutating func replace(_ range: Range<Int>, _ sources: [PlacedSegment], with segment: IndexSegment) {
        var placed = PlacedSegment(segment)
        for (now, before) in zip(segments[range], sources) {
            now.forEachBuried(since: before) { rank in
                if let moved = segment.rank(now.segment.keys.base[rank]) { placed.bury(moved) }
            }
        }
        segments.replaceSubrange(range, with: [placed])
    }
}
