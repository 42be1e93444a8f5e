/// One row in one run of bytes: source, flags, lengths and cells. What a comparison reads of a row lies together, so
/// that a candidate costs one or two misses of the cache. Specs/linkage-index.md#packed-rows
final class PackedRow: Sendable {
    private let bytes: Slab<UInt8>

    /// Complexity: O(bytes).
    init(source: UInt32, isForSearch: Bool, cells: [[UInt8]]) {
        bytes = Slab(capacity: cells.reduce(RowCells.headBytes) { $0 + $1.count + 3 })
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: source >> shift)) }
        bytes.append(isForSearch ? 1 : 0)
        let present = cells.indices.reduce(UInt16(0)) { $0 | (cells[$1].isEmpty ? 0 : 1 << UInt16($1)) }
        bytes.append(UInt8(truncatingIfNeeded: present))
        bytes.append(UInt8(truncatingIfNeeded: present >> 8))
        for cell in cells where !cell.isEmpty { append(length: cell.count) }
        for cell in cells { cell.withUnsafeBufferPointer { bytes.append($0) } }
    }

    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(bytes.buffer) }

    func cells(_ comparisons: Int) -> RowCells { RowCells(UnsafePointer(bytes.base), comparisons: comparisons) }

    private func append(length: Int) {
        if length < Int(RowCells.longMark) { return bytes.append(UInt8(length)) }
        bytes.append(RowCells.longMark)
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
    }
}

/// The cells of a packed row, where they lie. Whoever holds one holds the row too.
struct RowCells: BitwiseCopyable {
    /// Source, flags, and a bit for each cell that is not empty.
    static let headBytes = 7
    /// Before a length of two bytes.
    static let longMark: UInt8 = 0xFF

    let source: UInt32
    let isForSearch: Bool
    private let base: UnsafePointer<UInt8>
    /// Where each cell begins, and where the last one ends.
    private var starts = InlineArray<17, UInt16>(repeating: 0)

    /// - Parameter row: a whole packed row of so many comparisons.
    @inline(__always)
    init(_ row: UnsafePointer<UInt8>, comparisons: Int) {
        let raw = UnsafeRawPointer(row)
        source = UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))
        isForSearch = row[4] & 1 != 0
        let present = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 5, as: UInt16.self))
        base = row
        var place = Self.headBytes
        var length: UInt16 = 0
        for number in 0..<comparisons {
            starts[number] = length
            guard present & (1 &<< UInt16(number)) != 0 else { continue }
            if row[place] != Self.longMark {
                length &+= UInt16(row[place])
                place &+= 1
            } else {
                length &+= UInt16(row[place &+ 1]) | UInt16(row[place &+ 2]) &<< 8
                place &+= 3
            }
        }
        starts[comparisons] = length
        for number in 0...comparisons { starts[number] &+= UInt16(place) }
    }

    /// The cell of a comparison; empty if it is missing.
    @inline(__always)
    subscript(number: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: base + Int(starts[number]), count: Int(starts[number &+ 1] &- starts[number]))
    }

    /// Copies of all cells.
    func cells(_ comparisons: Int) -> [[UInt8]] { (0..<comparisons).map { Array(self[$0]) } }

    /// Whether the bytes are one packed row and nothing else: what is read from a file is looked at once.
    /// Complexity: O(comparisons).
    static func isWhole(_ row: UnsafeBufferPointer<UInt8>, comparisons: Int) -> Bool {
        guard row.count >= headBytes, row[4] <= 1 else { return false }
        let present = UInt16(row[5]) | UInt16(row[6]) << 8
        guard comparisons == 16 || present >> UInt16(comparisons) == 0 else { return false }
        var place = headBytes
        var length = 0
        for _ in 0..<present.nonzeroBitCount {
            guard place < row.count else { return false }
            if row[place] != longMark {
                length += Int(row[place])
                place += 1
            } else {
                guard place + 2 < row.count else { return false }
                length += Int(row[place + 1]) | Int(row[place + 2]) << 8
                place += 3
            }
        }
        return place + length == row.count && row.count <= Int(UInt16.max)
    }
}
