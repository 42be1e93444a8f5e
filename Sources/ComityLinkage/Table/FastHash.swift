import Glibc

/// Hashes for tables in memory, eight bytes at a time. They may differ between versions: nothing that is kept or that a
/// result depends on is made from them (that is ``StableHash``).
enum FastHash {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Complexity: O(bytes).
    @inline(__always)
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var state = UInt64(truncatingIfNeeded: bytes.count) &* factor
        var place = 0
        while place + 8 <= raw.count {
            state = mix(state ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        if place < raw.count {
            var tail: UInt64 = 0
            while place < raw.count {
                tail = tail << 8 | UInt64(raw[place])
                place += 1
            }
            state = mix(state ^ tail)
        }
        return state ^ (state >> 29)
    }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    @inline(__always)
    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count, let one = left.baseAddress, let other = right.baseAddress else {
            return left.count == right.count
        }
        return memcmp(one, other, left.count) == 0
    }
}
