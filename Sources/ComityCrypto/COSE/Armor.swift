internal import ComityCore

/// Binary files as text that survives mail and paste: base64 in lines of 64 between two marker lines.
/// Specs/card.md#armor
package enum Armor {
    private static let lineCharacters = 64

    package static func encode(_ bytes: [UInt8], label: String) -> String {
        let text = Array(Base64.encode(bytes).utf8)
        var lines = ["-----BEGIN \(label)-----"]
        for start in stride(from: 0, to: text.count, by: lineCharacters) {
            lines.append(String(decoding: text[start..<min(start + lineCharacters, text.count)], as: UTF8.self))
        }
        lines.append("-----END \(label)-----")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads what ``encode(_:label:)`` wrote; blank lines around it and carriage returns are forgiven.
    /// - Throws: `malformed-armor` saying what was expected.
    package static func decode(_ text: some StringProtocol, label: String) throws(CryptoError) -> [UInt8] {
        var lines = Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(trimmed)
        while lines.last == "" { lines.removeLast() }
        lines = Array(lines.drop { $0 == "" })
        guard lines.first == "-----BEGIN \(label)-----" else {
            throw CryptoError(.malformedArmor, "the first line is not `-----BEGIN \(label)-----`")
        }
        guard lines.count > 1, lines.last == "-----END \(label)-----" else {
            throw CryptoError(.malformedArmor, "the last line is not `-----END \(label)-----`")
        }
        let body = lines.dropFirst().dropLast()
        guard body.dropLast().allSatisfy({ $0.utf8.count == lineCharacters }),
            body.last.map({ (1...lineCharacters).contains($0.utf8.count) }) ?? true
        else { throw CryptoError(.malformedArmor, "the lines are not \(lineCharacters) characters long") }
        do { return try Base64.decode(body.joined()) } catch { throw CryptoError(.malformedArmor, error.reason) }
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
