/// The hashes that each distinct cell yields for one part of a rule: computed once for each value, read for each row.
final class PartTable: @unchecked Sendable {
    /// By code: the one hash of a cell, ``none`` or ``several``.
    let singles: Slab<UInt64>
    /// By code, where there are several.
    private var lists: [UInt32: [UInt64]] = [:]
    static let none: UInt64 = 0
    static let several: UInt64 = 1

    /// Complexity: O(bytes of the cells).
    init(_ cells: ValueDictionary.Storage, _ transform: BlockingTransform) {
        singles = Slab(capacity: cells.count)
        for code in 0..<UInt32(cells.count) {
            let cell = cells.cell(code)
            var found = 0
            var only = Self.none
            Atoms.forEach(cell) { atom in
                transform.forEachHash(atom) { hash in
                    if found == 0 || hash != only { found += 1 }
                    only = hash
                }
            }
            if found > 1 { lists[code] = Self.hashes(of: cell, transform) }
            singles.append(found > 1 ? Self.several : only)
        }
    }

    subscript(code: UInt32) -> ArraySlice<UInt64> {
        let single = singles.base[Int(code)]
        if single == Self.several { return lists[code]?[...] ?? [] }
        return single == Self.none ? [] : [single]
    }

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
