/// The hashes that each distinct cell yields for one part of a rule: computed once for each value, read for each row.
struct PartTable {
    /// `hashes[starts[code] ..< starts[code + 1]]`.
    private var starts: [UInt32] = [0]
    private var hashes: [UInt64] = []
    /// By code: the one hash of a cell, ``none`` or ``several``.
    private(set) var singles: [UInt64] = []
    static let none: UInt64 = 0
    static let several: UInt64 = 1

    init(_ column: ColumnMemory, _ transform: BlockingTransform) {
        starts.reserveCapacity(column.cellCount + 1)
        for code in 0..<column.cellCount {
            let found = Self.hashes(of: column.cell(UInt32(code)), transform)
            hashes.append(contentsOf: found)
            singles.append(found.count > 1 ? Self.several : found.first ?? Self.none)
            starts.append(UInt32(hashes.count))
        }
    }

    subscript(code: UInt32) -> ArraySlice<UInt64> { hashes[Int(starts[Int(code)])..<Int(starts[Int(code) + 1])] }

    /// All hashes of a cell, ascending and unique. Complexity: O(bytes).
    static func hashes(of cell: UnsafeBufferPointer<UInt8>, _ transform: BlockingTransform) -> [UInt64] {
        var found: [UInt64] = []
        Atoms.forEach(cell) { transform.forEachHash($0) { found.append($0) } }
        guard found.count > 1 else { return found }
        found.sort()
        var unique: [UInt64] = []
        for hash in found where unique.last != hash { unique.append(hash) }
        return unique
    }
}
