/// Blanks comments and string literals, so that a check sees code only. Line breaks stay where they are.
///
/// Code inside an interpolation counts as part of its literal: what a check looks for is not written there.
struct CodeStripper {
    private var rest: Substring
    private var output = ""

    static func strip(_ text: String) -> String {
        var stripper = CodeStripper(rest: text[...])
        stripper.stripCode()
        return stripper.output
    }

    private init(rest: Substring) { self.rest = rest }

    private mutating func stripCode() {
        while let character = rest.first {
            if rest.hasPrefix("//") {
                blank(until: { $0.hasPrefix("\n") })
            } else if rest.hasPrefix("/*") {
                blankComment()
            } else if let hashes = literalHashes() {
                blankLiteral(hashes: hashes)
            } else {
                output.append(character)
                rest.removeFirst()
            }
        }
    }

    /// The number of `#` before the quote, if a string literal begins here.
    private func literalHashes() -> Int? {
        let hashes = rest.prefix { $0 == "#" }.count
        return rest.dropFirst(hashes).first == "\"" ? hashes : nil
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if rest.hasPrefix("/*") {
                depth += 1
                blank(2)
            } else if rest.hasPrefix("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && !rest.isEmpty
    }

    private mutating func blankLiteral(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        blank(hashes)
        let quotes = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        blank(quotes.count)
        while !rest.isEmpty, !rest.hasPrefix(quotes + fence) {
            if rest.hasPrefix("\\\(fence)(") {
                blank(hashes + 2)
                blankInterpolation()
            } else if rest.hasPrefix("\\\(fence)") {
                blank(hashes + 2)
            } else if quotes.count == 1, rest.hasPrefix("\n") {
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
        while depth > 0, let character = rest.first {
            if let hashes = literalHashes() {
                blankLiteral(hashes: hashes)
                continue
            }
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            blank(1)
        }
    }

    private mutating func blank(until isEnd: (Substring) -> Bool) {
        while !rest.isEmpty, !isEnd(rest) { blank(1) }
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count {
            guard let character = rest.popFirst() else { return }
            output.append(character == "\n" ? "\n" : " ")
        }
    }
}
