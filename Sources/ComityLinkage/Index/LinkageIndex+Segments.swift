import ComityCore

/// A merge of some segments, shared by copies of an index until one goes on with it.
final class MergeBox: @unchecked Sendable {
    /// The places of the sources among the segments; newer ones come behind.
    let places: Range<Int>
    /// Changed only by the one index that holds the box.
    var merge: IndexMerge

    init(_ places: Range<Int>, _ merge: IndexMerge) {
        self.places = places
        self.merge = merge
    }
}

// MARK: segments. Specs/linkage-index.md#merging
extension LinkageIndex {
    /// Rows and lists of pairs of the delta from which a segment is made of it.
    private static let deltaRows = 4_096
    /// A segment is merged with the newer ones when it is not this much larger than they are together.
    private static let growth = 2
    /// Rows and entries that a change moves on in a merge: more than a row costs in all merges that it goes through.
    private static let budgetEachChange = 512

    /// The segments as they are, oldest first; changes since the newest are not in them.
    package var segments: [IndexSegment] { rows.segments.map(\.segment) }

    /// Whether a change came since the newest segment.
    package var hasUnfrozenChanges: Bool { !rows.delta.isEmpty }

    /// Whether a segment holds rows that are gone.
    package var holdsGoneRows: Bool { rows.segments.contains { $0.deadCount > 0 } }

    /// An index from the segments of another one of the same model and mode, oldest first.
    /// Complexity: O(rows that are gone * log rows).
    package init(model: LinkageModel, mode: LinkageMode, segments: [IndexSegment]) {
        self.init(model: model, mode: mode)
        for segment in segments {
            rows.append(segment)
            nextSegment = max(nextSegment, segment.number + 1)
        }
    }

    /// Makes a segment of all changes since the newest, so that ``segments`` hold all there is.
    /// Complexity: O(those changes * rules).
    package mutating func freeze() {
        guard hasUnfrozenChanges else { return }
        rows.freeze(number: takeNumber())
    }

    /// Goes on merging.
    /// - Parameter budget: rows and entries to move, about.
    /// - Returns: whether there is more to do.
    package mutating func mergeStep(budget: Int) -> Bool {
        if merging == nil { beginMerge() }
        guard var box = merging.take() else { return false }
        if !isKnownUniquelyReferenced(&box) { box = self.box(box.places) }
        if let segment = box.merge.run(budget: budget) {
            rows.replace(box.places, box.merge.sources, with: segment)
        } else {
            merging = box
        }
        return true
    }

    /// Makes one segment of all that holds nothing of rows that are gone. Complexity: O(bytes).
    package mutating func rewrite() {
        freeze()
        guard !rows.segments.isEmpty else { return }
        merging = nil
        let all = rows.segments.indices
        guard let segment = box(all).merge.run(budget: .max) else { return }
        rows.replace(all, rows.segments, with: segment)
    }

    mutating func freezeIfFull() {
        if rows.delta.rows.count >= Self.deltaRows || rows.delta.edges.count >= 2 * Self.deltaRows
            || rows.delta.gone.count >= Self.deltaRows
        {
            freeze()
        }
        _ = mergeStep(budget: Self.budgetEachChange)
    }

    private mutating func takeNumber() -> UInt64 {
        defer { nextSegment += 1 }
        return nextSegment
    }

    private mutating func beginMerge() {
        var first = rows.segments.count - 1
        guard first > 0 else { return }
        var size = rows.segments[first].segment.count
        while first > 0, rows.segments[first - 1].segment.count <= Self.growth * size {
            first -= 1
            size += rows.segments[first].segment.count
        }
        guard first < rows.segments.count - 1 else { return }
        merging = box(first..<rows.segments.count)
    }

    private mutating func box(_ places: Range<Int>) -> MergeBox {
        let sources = Array(rows.segments[places])
        return MergeBox(places, IndexMerge(sources, isOldest: places.lowerBound == 0, number: takeNumber()))
    }
}

/// What an index takes. Specs/linkage-index.md#segments
package struct IndexSize: Sendable {
    package let rowCount: Int
    package let segmentCount: Int
    /// Rows that are gone and still in segments.
    package let goneCount: Int
    /// Bytes of the segments.
    package let byteCount: Int
}

extension LinkageIndex {
    /// Complexity: O(segments * rules).
    package var size: IndexSize {
        IndexSize(
            rowCount: count, segmentCount: rows.segments.count,
            goneCount: rows.segments.reduce(0) { $0 + $1.deadCount },
            byteCount: rows.segments.reduce(0) { $0 + $1.segment.byteCount })
    }
}
