/// Base64 with padding (RFC 4648 section 4), strict: one spelling for one value.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | UInt32(offset < count ? bytes[start + offset] : 0) }
            for digit in 0..<4 {
                text.append(digit <= count ? alphabet[Int(group >> (18 - 6 * UInt32(digit)) & 63)] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Throws: `malformed-text` for white space, missing padding, or bits left over in the last digit.
    package static func decode(_ text: some StringProtocol) throws(CoreError) -> [UInt8] {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { throw malformed(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            let isLast = start + 4 == digits.count
            let pads = isLast ? digits[start..<start + 4].reversed().prefix { $0 == padding }.count : 0
            guard pads <= 2 else { throw malformed(text) }
            var group: UInt32 = 0
            for offset in 0..<4 - pads {
                guard let value = values[Int(digits[start + offset])] else { throw malformed(text) }
                group |= UInt32(value) << (18 - 6 * UInt32(offset))
            }
            let unused: UInt32 = pads == 0 ? 0 : (pads == 1 ? 0xFF : 0xFFFF)
            guard group & unused == 0 else { throw malformed(text) }
            for offset in 0..<3 - pads { bytes.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(offset)))) }
        }
        return bytes
    }

    private static let padding = UInt8(ascii: "=")
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    private static func malformed(_ text: some StringProtocol) -> CoreError {
        CoreError(.malformedText, "`\(String(text).prefix(80))` is not strict base64")
    }
}
