/// Where each byte stands in a string of at most 64 bytes: bit n of a byte's word for place n.
///
/// Setting and clearing touch only the string's own bytes, so that one table serves any number of strings.
struct BytePositions: ~Copyable {
    /// Bytes of the longest string: the bits of a word.
    static let longest = 64

    /// 256 words. Invariant: all zero unless a string is set.
    let words: UnsafeMutablePointer<UInt64>

    init() {
        words = .allocate(capacity: 256)
        words.initialize(repeating: 0, count: 256)
    }

    deinit { words.deallocate() }

    borrowing func set(_ bytes: UnsafeBufferPointer<UInt8>) {
        var bit: UInt64 = 1
        for byte in bytes {
            words[Int(byte)] |= bit
            bit &<<= 1
        }
    }

    borrowing func clear(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { words[Int(byte)] = 0 }
    }
}
