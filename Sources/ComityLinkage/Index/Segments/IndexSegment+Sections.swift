import ComityCore

/// A segment as bytes, for whoever keeps it. Specs/linkage-index.md#sections
extension IndexSegment {
    /// Changes when the bytes of a segment come to mean something else: then the index is built anew.
    package static let version: UInt64 = 1

    /// The arrays of the segment in one order: numbers of this machine, lowest byte first.
    /// Valid while the segment lives.
    package var sections: [UnsafeRawBufferPointer] {
        var sections = [raw(keys), raw(starts), raw(rows)]
        for bucket in buckets { sections += [raw(bucket.hashes), raw(bucket.starts), raw(bucket.members)] }
        return sections + [raw(edges.keys), raw(edges.starts), raw(edges.others), raw(edges.weights), raw(gone)]
    }

    private func raw<Element>(_ slab: Slab<Element>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(slab.buffer) }

    /// Sections of a segment of a model with so many rules.
    package static func sectionCount(_ model: LinkageModel) -> Int { 3 + 3 * (model.rules.count + 1) + 5 }

    /// A segment from its sections; `fill(place, memory)` writes the bytes of a section.
    /// - Throws: `malformed-index` if they are not the arrays of one segment of this model, and what `fill` throws.
    /// Complexity: O(bytes).
    package convenience init(
        number: UInt64, model: LinkageModel, sectionBytes: [Int],
        fill: (Int, UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        guard sectionBytes.count == Self.sectionCount(model), sectionBytes.allSatisfy({ $0 >= 0 }) else {
            throw SectionReader.malformed("it has \(sectionBytes.count) sections")
        }
        var reader = SectionReader(sectionBytes)
        let keys: Slab<UInt64> = try reader.next(fill)
        let starts: Slab<UInt32> = try reader.next(fill)
        let rows: Slab<UInt8> = try reader.next(fill)
        let buckets = try (0...model.rules.count).map { _ in
            IndexBuckets(hashes: try reader.next(fill), starts: try reader.next(fill), members: try reader.next(fill))
        }
        let edges = IndexEdges(
            keys: try reader.next(fill), starts: try reader.next(fill), others: try reader.next(fill),
            weights: try reader.next(fill))
        self.init(
            number: number, comparisons: model.plan.comparisons.count, keys: keys, starts: starts, rows: rows,
            buckets: buckets, edges: edges, gone: try reader.next(fill))
        try checkArrays()
    }

    /// Whatever a reader follows leads into the arrays. Complexity: O(bytes).
    private func checkArrays() throws(LinkageError) {
        try SectionReader.check(starts, count: keys.count, end: rows.count)
        try SectionReader.checkAscending(keys)
        try SectionReader.checkAscending(gone)
        for rank in 0..<count where !RowCells.isWhole(packed(rank), comparisons: comparisons) {
            throw SectionReader.malformed("row \(rank) is no packed row")
        }
        for bucket in buckets {
            try SectionReader.check(bucket.starts, count: bucket.hashes.count, end: bucket.members.count)
            try SectionReader.checkAscending(bucket.hashes)
            guard bucket.members.buffer.allSatisfy({ $0 < count }) else {
                throw SectionReader.malformed("a bucket names a row that is not there")
            }
        }
        try SectionReader.check(edges.starts, count: edges.keys.count, end: edges.others.count)
        try SectionReader.checkAscending(edges.keys)
        guard edges.weights.count == edges.others.count, edges.weights.buffer.allSatisfy(\.isFinite) else {
            throw SectionReader.malformed("pairs and weights do not fit each other")
        }
    }
}

/// Takes sections one by one.
private struct SectionReader {
    private let bytes: [Int]
    private var place = 0

    init(_ bytes: [Int]) { self.bytes = bytes }

    mutating func next<Element: BitwiseCopyable>(
        _ fill: (Int, UnsafeMutableRawBufferPointer) throws -> Void
    ) throws -> Slab<Element> {
        let size = MemoryLayout<Element>.stride
        guard bytes[place].isMultiple(of: size) else { throw Self.malformed("section \(place) has a part of a number") }
        let slab = Slab<Element>(uninitializedCount: bytes[place] / size)
        try fill(place, UnsafeMutableRawBufferPointer(slab.buffer))
        place += 1
        return slab
    }

    /// Starts of `count` ranges, one behind the other, and their end.
    static func check(_ starts: Slab<UInt32>, count: Int, end: Int) throws(LinkageError) {
        guard starts.count == count + 1, starts.base[0] == 0, Int(starts.base[count]) == end else {
            throw malformed("ranges do not fit what they divide")
        }
        for place in 0..<count where starts.base[place] > starts.base[place + 1] {
            throw malformed("ranges do not ascend")
        }
    }

    static func checkAscending(_ keys: Slab<UInt64>) throws(LinkageError) {
        for place in 1..<max(keys.count, 1) where keys.base[place - 1] >= keys.base[place] {
            throw malformed("keys do not ascend")
        }
    }

    static func malformed(_ reason: String) -> LinkageError {
        LinkageError(.malformedIndex, "a segment of the index cannot be read: \(reason)")
    }
}
