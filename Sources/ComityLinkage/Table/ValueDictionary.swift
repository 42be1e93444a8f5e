/// The distinct cells of one comparison: flat bytes and offsets, a code for each. Code 0 is the empty cell (missing).
///
/// Codes follow the order of arrival and mean nothing outside one table. A value: copies share memory until one is
/// changed.
package struct ValueDictionary: Sendable {
    private var storage = Storage()

    /// What a run reads of it.
    final class Storage: @unchecked Sendable {
        let bytes: Slab<UInt8>
        /// `offsets[code] ..< offsets[code + 1]` are the bytes of a cell; one more than there are codes.
        let offsets: Slab<UInt32>
        /// Open addressing, linear probing: the upper half of the hash above the code; 0 is a free slot. The count is a
        /// power of two, at most half full; none after ``ValueDictionary/freeze()``.
        var slots: Slab<UInt64>
        /// Whether a cell has more than one value.
        var hasSeveral = false

        init() {
            bytes = Slab()
            offsets = Slab(repeating: 0, count: 2)
            slots = Slab(repeating: 0, count: 64)
        }

        init(copying other: Storage) {
            bytes = Slab(copying: other.bytes)
            offsets = Slab(copying: other.offsets)
            slots = Slab(copying: other.slots)
            hasSeveral = other.hasSeveral
        }

        /// Codes, the missing one included.
        var count: Int { offsets.count - 1 }

        /// What ``warm(_:)`` read, so that it is read at all.
        private var warmth: UInt64 = 0
        private let warmed = Slab<UInt32>()

        func warm(_ hashes: UnsafeBufferPointer<UInt64>) {
            guard slots.count > 0, bytes.count > 0 else { return }
            while warmed.count < hashes.count { warmed.append(0) }
            for place in hashes.indices {
                let slot = Int(truncatingIfNeeded: hashes[place]) & (slots.count - 1)
                warmed.base[place] = UInt32(truncatingIfNeeded: slots.base[slot])
            }
            for place in hashes.indices { warmed.base[place] = offsets.base[Int(warmed.base[place])] }
            for place in hashes.indices { warmth ^= UInt64(bytes.base[min(Int(warmed.base[place]), bytes.count - 1)]) }
        }

        @inline(__always)
        func cell(_ code: UInt32) -> UnsafeBufferPointer<UInt8> {
            let start = Int(offsets.base[Int(code)])
            return UnsafeBufferPointer(start: bytes.base + start, count: Int(offsets.base[Int(code) + 1]) - start)
        }
    }

    package init() {}

    /// Codes, the missing one included.
    package var count: Int { storage.count }

    package var byteCount: Int { storage.bytes.count }

    /// The memory of the cells as they are now.
    var cells: Storage { storage }

    package func cell(_ code: UInt32) -> [UInt8] { Array(storage.cell(code)) }

    /// The code of a cell, a new one if it was not seen before. Complexity: O(bytes), amortised.
    package mutating func code(_ cell: [UInt8]) -> UInt32 { cell.withUnsafeBufferPointer { code($0) } }

    /// The code of a cell, a new one if it was not seen before. Complexity: O(bytes), amortised.
    mutating func code(_ cell: UnsafeBufferPointer<UInt8>) -> UInt32 { code(cell, FastHash.hash(cell)) }

    /// The same for a cell whose hash is known.
    mutating func code(_ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32 {
        guard !cell.isEmpty else { return 0 }
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
        if count * 2 >= storage.slots.count { fill(slots: max(storage.slots.count * 2, Self.slotCount(count))) }
        let slots = storage.slots.base
        let mask = storage.slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let code = UInt32(truncatingIfNeeded: slots[slot])
            if Self.tag(slots[slot]) == Self.tag(hash), FastHash.equal(storage.cell(code), cell) { return code }
            slot = (slot + 1) & mask
        }
        let code = UInt32(count)
        storage.bytes.append(cell)
        storage.offsets.append(UInt32(storage.bytes.count))
        slots[slot] = Self.tag(hash) | UInt64(code)
        if !storage.hasSeveral { storage.hasSeveral = !Atoms.isSingle(cell) }
        return code
    }

    /// Reads what looking up cells of these hashes will read, so that memory is asked for all of them at once.
    /// Complexity: O(hashes).
    func warm(_ hashes: UnsafeBufferPointer<UInt64>) { storage.warm(hashes) }

    /// Gives back the memory that only new cells need; it is made again if one comes.
    mutating func freeze() {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
        storage.slots = Slab()
        storage.bytes.shrink()
        storage.offsets.shrink()
    }

    private static func tag(_ hash: UInt64) -> UInt64 { hash & 0xFFFF_FFFF_0000_0000 }

    /// Slots for so many codes: a power of two, at most half of them taken.
    private static func slotCount(_ codes: Int) -> Int {
        var slots = 64
        while slots < codes * 2 + 2 { slots *= 2 }
        return slots
    }

    private mutating func fill(slots count: Int) {
        let slots = Slab<UInt64>(repeating: 0, count: count)
        for code in 1..<max(self.count, 1) {
            let hash = FastHash.hash(storage.cell(UInt32(code)))
            var slot = Int(truncatingIfNeeded: hash) & (count - 1)
            while slots.base[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots.base[slot] = Self.tag(hash) | UInt64(code)
        }
        storage.slots = slots
    }
}
