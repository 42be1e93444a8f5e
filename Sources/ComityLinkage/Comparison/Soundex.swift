/// American Soundex (as the US National Archives describe it): the first letter and three digits.
/// Specs/linkage-model.md#soundex
package enum Soundex {
    /// The code of the first word, packed in four bytes; 0 if it does not begin with an ASCII letter.
    /// Complexity: O(bytes of the word).
    package static func code(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        code(name) { first, _ in first }
    }

    /// The same with the first letter's digit in its place, `0` for vowels, h and y, so that a name meets its spellings
    /// in other languages: Catherine and Katharina, Zhang and Chang, Wladimir and Vladimir.
    package static func sound(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        code(name) { first, digit in first == 0x77 ? 0x31 : 0x30 + UInt8(max(digit, 0)) }
    }

    private static func code(
        _ name: UnsafeBufferPointer<UInt8>, beginning: (_ first: UInt8, _ digit: Int8) -> UInt8
    ) -> UInt32 {
        guard let first = name.first, first &- 0x61 < 26 else { return 0 }
        var code = UInt32(beginning(first, digit(first)))
        var digits = 0
        var last = digit(first)
        for byte in name.dropFirst() {
            guard byte != 0x20, digits < 3 else { break }
            let next = digit(byte)
            if next > 0, next != last {
                code = code << 8 | UInt32(0x30 + next)
                digits += 1
            }
            if next != skipped { last = next }
        }
        while digits < 3 {
            code = code << 8 | 0x30
            digits += 1
        }
        return code
    }

    /// `h` and `w` do not part equal digits; vowels do.
    private static let skipped: Int8 = -1

    private static func digit(_ byte: UInt8) -> Int8 {
        switch byte {
        case 0x62, 0x66, 0x70, 0x76: 1
        case 0x63, 0x67, 0x6A, 0x6B, 0x71, 0x73, 0x78, 0x7A: 2
        case 0x64, 0x74: 3
        case 0x6C: 4
        case 0x6D, 0x6E: 5
        case 0x72: 6
        case 0x68, 0x77: skipped
        default: 0
        }
    }
}
