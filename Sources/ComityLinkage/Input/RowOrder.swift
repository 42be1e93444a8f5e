/// Puts the rows of one file in the order of their ids. Specs/linkage-model.md#input
struct RowOrder {
    private let bytes: [UInt8]
    private let offsets: [UInt32]
    private let rows: Range<Int>

    init(bytes: [UInt8], offsets: [UInt32], rows: Range<Int>) {
        self.bytes = bytes
        self.offsets = offsets
        self.rows = rows
    }

    /// The rows, by the bytes of their ids; equal ids by place. The eight bytes after what all ids have in common are
    /// sorted as a number, and what they leave equal is compared. Complexity: O(rows) where those bytes decide.
    func sorted() -> [UInt32] {
        let shared = sharedPrefix()
        var entries = rows.map { RadixSort.Entry(key: number($0, after: shared), row: UInt32($0)) }
        if entries.indices.dropFirst().contains(where: { entries[$0 - 1].key >= entries[$0].key }) {
            RadixSort.sort(&entries)
            settleTies(&entries)
        }
        return entries.map(\.row)
    }

    /// The first row, in file order, whose id another one before it has.
    func firstRepeated(_ sorted: [UInt32]) -> UInt32? {
        sorted.indices.dropFirst().compactMap { place in
            id(Int(sorted[place])).elementsEqual(id(Int(sorted[place - 1]))) ? sorted[place] : nil
        }.min()
    }

    private func id(_ row: Int) -> ArraySlice<UInt8> { bytes[Int(offsets[row])..<Int(offsets[row + 1])] }

    private func sharedPrefix() -> Int {
        guard let start = rows.first else { return 0 }
        let first = id(start)
        var shared = first.count
        for row in rows {
            let other = id(row)
            shared = min(shared, other.count)
            var same = 0
            while same < shared, other[other.startIndex + same] == first[first.startIndex + same] { same += 1 }
            shared = same
        }
        return shared
    }

    private func number(_ row: Int, after shared: Int) -> UInt64 {
        var number: UInt64 = 0
        var place = Int(offsets[row]) + shared
        let end = min(Int(offsets[row + 1]), place + 8)
        let missing = 8 - (end - place)
        while place < end {
            number = number << 8 | UInt64(bytes[place])
            place += 1
        }
        return missing == 8 ? 0 : number << UInt64(8 * missing)
    }

    private func settleTies(_ entries: inout [RadixSort.Entry]) {
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            if end - start > 1 {
                entries[start..<end].sort { one, other in
                    let (left, right) = (id(Int(one.row)), id(Int(other.row)))
                    return left.elementsEqual(right) ? one.row < other.row : left.lexicographicallyPrecedes(right)
                }
            }
            start = end
        }
    }
}
