/// Cuts an agreement text into tokens. Specs/agreement.md#lexical
///
/// Goes on after each fault, so that one run reports them all. Complexity: O(text).
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1
    private var tokens: [Token] = []
    private var faults: [Located<String>] = []

    /// The tokens, closed by one `end`, and what was wrong with the characters.
    static func tokens(of text: String) -> (tokens: [Token], faults: [Located<String>]) {
        var lexer = Lexer(scalars: Array(text.unicodeScalars))
        while lexer.step() {}
        lexer.tokens.append(Token(kind: .end, position: lexer.position))
        return (lexer.tokens, lexer.faults)
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var position: SourcePosition { SourcePosition(line: line, column: column) }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < scalars.count ? scalars[index + offset] : nil
    }

    private mutating func advance() {
        if scalars[index] == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        index += 1
    }

    /// Reads one token or one stretch of space; false at the end.
    private mutating func step() -> Bool {
        guard let scalar = peek() else { return false }
        switch scalar {
        case " ", "\t", "\n", "\r": advance()
        case "#": while let next = peek(), next != "\n" { advance() }
        case "\"": string()
        case _ where startsWord(scalar): word()
        default: symbol(scalar)
        }
        return true
    }

    private func startsWord(_ scalar: Unicode.Scalar) -> Bool {
        if isLetterOrDigit(scalar) || scalar == "_" { return true }
        guard scalar == "-", let next = peek(1) else { return false }
        return isDigit(next)
    }

    private mutating func word() {
        let start = position
        var text = String.UnicodeScalarView()
        while let scalar = peek(), text.isEmpty || continuesWord(scalar) {
            text.append(scalar)
            advance()
        }
        tokens.append(Token(kind: .word(String(text)), position: start))
    }

    /// A colon belongs to a word between letters or digits (a time, a key), a plus between letters (`amber+strict`).
    private func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
        if isLetterOrDigit(scalar) || scalar == "_" || scalar == "-" || scalar == "." { return true }
        guard index > 0, let next = peek(1) else { return false }
        if scalar == ":" { return isLetterOrDigit(scalars[index - 1]) && isLetterOrDigit(next) }
        return scalar == "+" && isLetter(scalars[index - 1]) && isLetter(next)
    }

    private mutating func string() {
        let start = position
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = peek(), scalar != "\n", scalar != "\"" {
            if scalar == "\\" {
                escape(into: &text)
            } else {
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    faults.append(Located("a control character stands in a text", position))
                }
                text.append(scalar)
                advance()
            }
        }
        if peek() == "\"" {
            advance()
        } else {
            faults.append(Located("a text in quotes is not closed on its line", start))
        }
        tokens.append(Token(kind: .string(String(text)), position: start))
    }

    private mutating func escape(into text: inout String.UnicodeScalarView) {
        let start = position
        advance()
        switch peek() {
        case "\"": text.append("\"")
        case "\\": text.append("\\")
        case "n": text.append("\n")
        default:
            faults.append(Located("after `\\` write `\"`, `\\` or `n`", start))
            return
        }
        advance()
    }

    private mutating func symbol(_ scalar: Unicode.Scalar) {
        let start = position
        let isPair = peek(1) == "=" && (scalar == "=" || scalar == "!" || scalar == "<" || scalar == ">")
        let text = isPair ? "\(scalar)=" : String(scalar)
        advance()
        if isPair { advance() }
        guard Self.symbols.contains(text) else {
            faults.append(Located("`\(text)` has no meaning here; texts with such characters stand in quotes", start))
            return
        }
        tokens.append(Token(kind: .symbol(text), position: start))
    }

    private static let symbols: Set<String> = [
        "{", "}", "(", ")", "[", "]", ",", "=", "==", "!=", "<", "<=", ">", ">=", "+", "-",
    ]
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

private func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }

private func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool { isDigit(scalar) || isLetter(scalar) }
