/// Reads the agreement language by recursive descent. Specs/agreement.md#grammar
///
/// After a fault it goes on at the next item, so that one run reports several errors.
struct Parser {
    /// Thrown after a fault has been reported, to reach the next place where reading can go on.
    struct Abandoned: Error {}

    private let tokens: [Token]
    private var index = 0
    private(set) var faults: [Located<String>]

    /// The syntax, as far as it could be read, and the faults in the order of their discovery.
    static func parse(_ text: String) -> (syntax: AgreementSyntax?, faults: [Located<String>]) {
        let lexed = Lexer.tokens(of: text)
        var parser = Parser(tokens: lexed.tokens, faults: lexed.faults)
        return (parser.agreement(), parser.faults)
    }

    private init(tokens: [Token], faults: [Located<String>]) {
        self.tokens = tokens
        self.faults = faults
    }

    // MARK: Tokens

    var current: Token { tokens[index] }
    var following: Token { tokens[min(index + 1, tokens.count - 1)] }

    mutating func advance() { if index < tokens.count - 1 { index += 1 } }

    mutating func fault(_ message: String, at position: SourcePosition) { faults.append(Located(message, position)) }

    mutating func abandon(_ message: String) throws(Abandoned) -> Never {
        fault(message, at: current.position)
        throw Abandoned()
    }

    mutating func takeSymbol(_ symbol: String) -> Bool {
        guard current.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard current.isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expectSymbol(_ symbol: String, _ place: String) throws(Abandoned) {
        guard takeSymbol(symbol) else { try abandon("expected `\(symbol)` \(place), found \(current.spelled)") }
    }

    mutating func expectKeyword(_ word: String, _ place: String) throws(Abandoned) {
        guard takeWord(word) else { try abandon("expected `\(word)` \(place), found \(current.spelled)") }
    }

    mutating func word(_ noun: String) throws(Abandoned) -> Located<String> {
        guard case .word(let text) = current.kind else { try abandon("expected \(noun), found \(current.spelled)") }
        defer { advance() }
        return Located(text, current.position)
    }

    mutating func string(_ noun: String) throws(Abandoned) -> Located<String> {
        guard case .string(let text) = current.kind else {
            try abandon("expected \(noun) in quotes, found \(current.spelled)")
        }
        defer { advance() }
        return Located(text, current.position)
    }

    /// One or more of `item`, separated by commas.
    mutating func list<Item>(
        _ item: (inout Parser) throws(Abandoned) -> Item
    ) throws(Abandoned) -> [Item] {
        var items = [try item(&self)]
        while takeSymbol(",") {
            guard items.count < AgreementLimit.listItems else {
                try abandon("a list has more than \(AgreementLimit.listItems) items")
            }
            items.append(try item(&self))
        }
        return items
    }

    /// Skips to the next item of the block that stands `depth` braces inside the place where reading stopped:
    /// a keyword of `keywords`, or the block's closing brace.
    mutating func recover(at keywords: [String]) {
        var depth = 0
        while current.kind != .end {
            if current.isSymbol("{") { depth += 1 }
            if current.isSymbol("}") {
                if depth == 0 { return }
                depth -= 1
                advance()
                continue
            }
            if depth == 0, case .word(let text) = current.kind, keywords.contains(text) { return }
            advance()
        }
    }
}

// MARK: - The agreement and its short items

extension Parser {
    static let items = [
        "title", "purpose", "authority", "effective", "review", "supersedes", "party", "group", "permit", "redact",
        "withhold",
    ]

    private mutating func agreement() -> AgreementSyntax? {
        do throws(Abandoned) {
            var syntax = try header()
            var seen: Set<String> = []
            while !current.isSymbol("}"), current.kind != .end { item(of: &syntax, &seen) }
            syntax.end = current.position
            try expectSymbol("}", "to close the agreement")
            guard current.kind == .end else {
                try abandon("nothing may follow the agreement, found \(current.spelled)")
            }
            return syntax
        } catch {
            return nil
        }
    }

    private mutating func header() throws(Abandoned) -> AgreementSyntax {
        try expectKeyword("agreement", "at the start")
        let id = try string("the agreement's name")
        try expectKeyword("version", "after the agreement's name")
        let version = try word("a version number")
        try expectSymbol("{", "after the version number")
        return AgreementSyntax(id: id, version: version, end: current.position)
    }

    private mutating func item(of syntax: inout AgreementSyntax, _ seen: inout Set<String>) {
        let start = current.position
        let before = index
        do throws(Abandoned) {
            guard case .word(let keyword) = current.kind, Self.items.contains(keyword) else {
                let spelled = if case .word(let text) = current.kind { text } else { "" }
                try abandon(
                    "expected an item such as `party` or `permit`, found \(current.spelled)"
                        + Suggestion.hint(for: spelled, among: Self.items))
            }
            advance()
            if Self.items.prefix(6).contains(keyword), !seen.insert(keyword).inserted {
                fault("`\(keyword)` stands here a second time", at: start)
            }
            try content(of: keyword, &syntax)
        } catch {
            if index == before { advance() }
            recover(at: Self.items)
        }
    }

    private mutating func content(of keyword: String, _ syntax: inout AgreementSyntax) throws(Abandoned) {
        switch keyword {
        case "title": syntax.title = try string("a title")
        case "purpose": syntax.purposes = try list { parser throws(Abandoned) in try parser.word("a purpose") }
        case "authority": syntax.authorities = try list { parser throws(Abandoned) in try parser.authority() }
        case "effective":
            syntax.effective = try word("a date")
            try expectKeyword("until", "after the first date")
            syntax.until = try word("a date")
        case "review":
            try expectKeyword("every", "after `review`")
            syntax.review = try word("a period such as `1y`")
        case "supersedes": syntax.supersedes = try word("`sha256:` and the digest of the version before")
        case "party": syntax.parties.append(try party())
        case "group": syntax.groups.append(try group())
        case "permit": syntax.clauses.append(try clause(.permit))
        case "redact": syntax.clauses.append(try clause(.redact))
        default: syntax.clauses.append(try clause(.withhold))
        }
    }

    private mutating func authority() throws(Abandoned) -> AuthoritySyntax {
        AuthoritySyntax(agency: try word("a party"), text: try string("its authority"))
    }

    private mutating func group() throws(Abandoned) -> GroupSyntax {
        let id = try word("a name for the group")
        try expectSymbol("=", "after the group's name")
        return GroupSyntax(id: id, members: try list { parser throws(Abandoned) in try parser.word("a party") })
    }

    private static let partyItems = ["name", "class", "jurisdiction", "key"]

    private mutating func party() throws(Abandoned) -> PartySyntax {
        var party = PartySyntax(agency: try word("the party's agency name"))
        try expectSymbol("{", "after the party's name")
        while !current.isSymbol("}"), current.kind != .end {
            do throws(Abandoned) {
                try partyItem(of: &party)
            } catch {
                recover(at: Self.partyItems)
            }
        }
        try expectSymbol("}", "to close the party")
        return party
    }

    private mutating func partyItem(of party: inout PartySyntax) throws(Abandoned) {
        let item = current
        guard case .word(let keyword) = item.kind, Self.partyItems.contains(keyword) else {
            let spelled = if case .word(let text) = item.kind { text } else { "" }
            let hint = Suggestion.hint(for: spelled, among: Self.partyItems)
            fault("expected `class`, `jurisdiction`, `key` or `name`, found \(item.spelled)\(hint)", at: item.position)
            advance()
            throw Abandoned()
        }
        advance()
        let value = keyword == "class" ? try word("a class such as `police`") : try string("its \(keyword)")
        let target: WritableKeyPath<PartySyntax, Located<String>?> =
            switch keyword {
            case "name": \.name
            case "class": \.partyClass
            case "jurisdiction": \.jurisdiction
            default: \.key
            }
        if party[keyPath: target] != nil { fault("`\(keyword)` stands here a second time", at: item.position) }
        party[keyPath: target] = value
    }
}
