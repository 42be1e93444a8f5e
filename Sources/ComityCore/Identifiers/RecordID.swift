/// The local identifier of a record: a version 4 UUID that never leaves its node. Specs/identifiers.md#records
package struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let lengthBytes = 16
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Throws: `malformed-identifier` unless there are exactly 16 bytes.
    package init(bytes: some Collection<UInt8>) throws(CoreError) {
        guard bytes.count == Self.lengthBytes else {
            throw CoreError(.malformedIdentifier, "a record id has 16 bytes, not \(bytes.count)")
        }
        var words: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
    }

    /// A fresh random id (UUID version 4, variant 1).
    package static func random(_ random: inout some RandomSource) -> RecordID {
        let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return RecordID(high: high, low: low)
    }

    package var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// 32 lower-case hexadecimal digits.
    package var description: String { Hex.encode(bytes) }

    package static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
