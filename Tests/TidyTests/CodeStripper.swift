/// Blanks comments and string literals, so that a check sees code only. Line breaks stay where they are.
///
/// Code inside an interpolation counts as part of its literal: what a check looks for is not written there.
/// Works on bytes, because a character at a time is slow; what is blanked becomes one space for each byte.
struct CodeStripper {
    private let source: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    static func strip(_ text: String) -> String {
        var stripper = CodeStripper(source: Array(text.utf8))
        stripper.output.reserveCapacity(stripper.source.count)
        stripper.stripCode()
        return String(decoding: stripper.output, as: UTF8.self)
    }

    private init(source: [UInt8]) { self.source = source }

    private static let lineComment = Array("//".utf8)
    private static let commentStart = Array("/*".utf8)
    private static let commentEnd = Array("*/".utf8)
    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let backslash = UInt8(ascii: "\\")

    private var isAtEnd: Bool { position >= source.count }

    private func isAt(_ bytes: [UInt8]) -> Bool {
        guard position + bytes.count <= source.count else { return false }
        for offset in bytes.indices where source[position + offset] != bytes[offset] { return false }
        return true
    }

    private mutating func stripCode() {
        while !isAtEnd {
            if isAt(Self.lineComment) {
                while !isAtEnd, source[position] != Self.newline { blank(1) }
            } else if isAt(Self.commentStart) {
                blankComment()
            } else if let hashes = literalHashes() {
                blankLiteral(hashes: hashes)
            } else {
                output.append(source[position])
                position += 1
            }
        }
    }

    /// The number of `#` before the quote, if a string literal begins here.
    private func literalHashes() -> Int? {
        var next = position
        while next < source.count, source[next] == Self.hash { next += 1 }
        return next < source.count && source[next] == Self.quote ? next - position : nil
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if isAt(Self.commentStart) {
                depth += 1
                blank(2)
            } else if isAt(Self.commentEnd) {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && !isAtEnd
    }

    private mutating func blankLiteral(hashes: Int) {
        let fence = [UInt8](repeating: Self.hash, count: hashes)
        blank(hashes)
        let isMultiline = isAt([Self.quote, Self.quote, Self.quote])
        let quotes = [UInt8](repeating: Self.quote, count: isMultiline ? 3 : 1)
        blank(quotes.count)
        let escape = [Self.backslash] + fence
        let interpolation = escape + [UInt8(ascii: "(")]
        while !isAtEnd, !isAt(quotes + fence) {
            if isAt(interpolation) {
                blank(interpolation.count)
                blankInterpolation()
            } else if isAt(escape) {
                blank(escape.count + 1)
            } else if !isMultiline, source[position] == Self.newline {
                return
            } else {
                blank(1)
            }
        }
        blank(quotes.count + hashes)
    }

    /// Up to the parenthesis that closes the interpolation.
    private mutating func blankInterpolation() {
        var depth = 1
        while depth > 0, !isAtEnd {
            if let hashes = literalHashes() {
                blankLiteral(hashes: hashes)
                continue
            }
            if source[position] == UInt8(ascii: "(") { depth += 1 }
            if source[position] == UInt8(ascii: ")") { depth -= 1 }
            blank(1)
        }
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where !isAtEnd {
            output.append(source[position] == Self.newline ? Self.newline : UInt8(ascii: " "))
            position += 1
        }
    }
}
