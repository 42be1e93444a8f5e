import ComityCore

/// Doubles as bytes: the bit pattern of each, highest byte first. Specs/linkage-model.md#encoding
enum DoubleBytes {
    static func encode(_ numbers: [Double]) -> [UInt8] { numbers.flatMap { bigEndianBytes($0.bitPattern) } }

    /// Nil unless the bytes are whole numbers of eight.
    static func decode(_ bytes: some Collection<UInt8>) -> [Double]? {
        words(bytes)?.map { Double(bitPattern: $0) }
    }

    static func words(_ bytes: some Collection<UInt8>) -> [UInt64]? {
        guard bytes.count % 8 == 0 else { return nil }
        var words: [UInt64] = []
        var word: UInt64 = 0
        for (place, byte) in bytes.enumerated() {
            word = word << 8 | UInt64(byte)
            if place % 8 == 7 { words.append(word) }
        }
        return words
    }
}
