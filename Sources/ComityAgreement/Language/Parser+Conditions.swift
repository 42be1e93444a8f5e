extension Parser {
    /// Words that cannot be values without quotes.
    static let reserved: Set<String> = ["and", "or", "not", "in", "is", "now", "true", "false"]

    mutating func condition() throws(Abandoned) -> ConditionSyntax {
        var comparisons = 0
        return try disjunction(depth: 0, &comparisons)
    }

    private mutating func disjunction(depth: Int, _ comparisons: inout Int) throws(Abandoned) -> ConditionSyntax {
        guard depth < AgreementLimit.conditionDepth else {
            try abandon("a condition nests deeper than \(AgreementLimit.conditionDepth)")
        }
        var terms = [try conjunction(depth: depth, &comparisons)]
        while takeWord("or") { terms.append(try conjunction(depth: depth, &comparisons)) }
        return terms.count == 1
            ? terms[0] : .any(terms.flatMap { if case .any(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func conjunction(depth: Int, _ comparisons: inout Int) throws(Abandoned) -> ConditionSyntax {
        var terms = [try negation(depth: depth, &comparisons)]
        while takeWord("and") { terms.append(try negation(depth: depth, &comparisons)) }
        return terms.count == 1
            ? terms[0] : .all(terms.flatMap { if case .all(let inner) = $0 { inner } else { [$0] } })
    }

    private mutating func negation(depth: Int, _ comparisons: inout Int) throws(Abandoned) -> ConditionSyntax {
        guard depth < AgreementLimit.conditionDepth else {
            try abandon("a condition nests deeper than \(AgreementLimit.conditionDepth)")
        }
        if takeWord("not") { return .not(try negation(depth: depth + 1, &comparisons)) }
        guard takeSymbol("(") else { return try comparison(&comparisons) }
        let inner = try disjunction(depth: depth + 1, &comparisons)
        try expectSymbol(")", "to close the parenthesis")
        return inner
    }

    private mutating func comparison(_ count: inout Int) throws(Abandoned) -> ConditionSyntax {
        count += 1
        guard count <= AgreementLimit.comparisons else {
            try abandon("a condition has more than \(AgreementLimit.comparisons) comparisons")
        }
        let left = try word("a field or `now`")
        if Self.reserved.contains(left.value), left.value != "now" {
            fault("expected a field or `now`, found `\(left.value)`", at: left.position)
            throw Abandoned()
        }
        if takeWord("is") { return try presence(of: left) }
        if current.isWord("not"), following.isWord("in") {
            advance()
            advance()
            return .member(path: left, isMember: false, try values())
        }
        if takeWord("in") { return .member(path: left, isMember: true, try values()) }
        if case .symbol(let symbol) = current.kind, let operation = Comparison(symbol: symbol) {
            let place = current.position
            advance()
            return .compare(left: left, Located(operation, place), try literal())
        }
        if current.isSymbol("=") { try abandon("a comparison is written `==`") }
        guard left.value != "now" else { try abandon("expected a comparison after `now`, found \(current.spelled)") }
        return .flag(path: left)
    }

    private mutating func presence(of path: Located<String>) throws(Abandoned) -> ConditionSyntax {
        if takeWord("present") { return .presence(path: path, isPresent: true) }
        if takeWord("absent") { return .presence(path: path, isPresent: false) }
        try abandon("expected `present` or `absent` after `is`, found \(current.spelled)")
    }

    private mutating func values() throws(Abandoned) -> [LiteralSyntax] {
        try expectSymbol("[", "before the values")
        let values = try list { parser throws(Abandoned) in try parser.literal() }
        try expectSymbol("]", "after the values")
        return values
    }

    private mutating func literal() throws(Abandoned) -> LiteralSyntax {
        let token = current
        switch token.kind {
        case .string(let text):
            advance()
            return LiteralSyntax(kind: .string(text), position: token.position)
        case .word("now"):
            advance()
            return LiteralSyntax(kind: try offset(), position: token.position)
        case .word(let text):
            if Self.reserved.contains(text), text != "true", text != "false" {
                try abandon("`\(text)` as a value stands in quotes")
            }
            advance()
            return LiteralSyntax(kind: .word(text), position: token.position)
        default: try abandon("expected a value, found \(token.spelled)")
        }
    }

    private mutating func offset() throws(Abandoned) -> LiteralSyntax.Kind {
        if takeSymbol("+") { return .now(sign: 1, period: try word("a period such as `30d`")) }
        if takeSymbol("-") { return .now(sign: -1, period: try word("a period such as `30d`")) }
        return .now(sign: 1, period: nil)
    }
}
