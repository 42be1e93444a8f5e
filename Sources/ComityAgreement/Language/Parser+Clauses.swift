extension Parser {
    static let clauseItems = ["share", "from", "to", "when", "retain", "onward", "use"]

    mutating func clause(_ effect: Effect) throws(Abandoned) -> ClauseSyntax {
        var clause = ClauseSyntax(effect: effect, id: try word("a name for the clause"))
        try expectSymbol("{", "after the clause's name")
        while !current.isSymbol("}"), current.kind != .end {
            do throws(Abandoned) {
                try clauseItem(of: &clause)
            } catch {
                recover(at: Self.clauseItems)
            }
        }
        try expectSymbol("}", "to close clause `\(clause.id.value)`")
        return clause
    }

    private mutating func clauseItem(of clause: inout ClauseSyntax) throws(Abandoned) {
        let item = current
        guard case .word(let keyword) = item.kind, Self.clauseItems.contains(keyword) else {
            let spelled = if case .word(let text) = item.kind { text } else { "" }
            let hint = Suggestion.hint(for: spelled, among: Self.clauseItems)
            fault(
                "expected `share`, `to`, `when` or another item of a clause, found \(item.spelled)\(hint)",
                at: item.position)
            advance()
            throw Abandoned()
        }
        advance()
        if !clause.seen.insert(keyword).inserted {
            fault("`\(keyword)` stands in clause `\(clause.id.value)` a second time", at: item.position)
        }
        switch keyword {
        case "share": clause.shares = try list { parser throws(Abandoned) in try parser.share() }
        case "from": clause.from = try list { parser throws(Abandoned) in try parser.word("a party, a group or `any`") }
        case "to": clause.to = try list { parser throws(Abandoned) in try parser.word("a party, a group or `any`") }
        case "when": clause.condition = try condition()
        case "retain": clause.retain = try word("a period such as `5y`")
        case "onward": clause.onward = try word("`none`")
        default: clause.uses = try list { parser throws(Abandoned) in try parser.word("a use") }
        }
    }

    private mutating func share() throws(Abandoned) -> ShareSyntax {
        let type = try word("`any` or a record type such as `person`")
        guard takeSymbol("(") else { return ShareSyntax(type: type, fields: nil) }
        let fields = try list { parser throws(Abandoned) in try parser.field() }
        try expectSymbol(")", "after the fields of `\(type.value)`")
        return ShareSyntax(type: type, fields: fields)
    }

    private mutating func field() throws(Abandoned) -> FieldSyntax {
        let path = try word("a field")
        guard takeWord("as") else { return FieldSyntax(path: path, transform: nil) }
        return FieldSyntax(path: path, transform: try word("`year`, `initials`, `region` or `token`"))
    }
}
