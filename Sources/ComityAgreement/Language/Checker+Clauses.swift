import ComityCore

extension Checker {
    mutating func clauses(of syntax: AgreementSyntax) -> [Clause] {
        if syntax.clauses.count > AgreementLimit.clauses {
            error("there are more than \(AgreementLimit.clauses) clauses", at: syntax.clauses[0].id.position)
        }
        var names: Set<String> = []
        var clauses: [Clause] = []
        for clause in syntax.clauses {
            if !names.insert(clause.id.value).inserted {
                error("clause `\(clause.id.value)` stands here a second time", at: clause.id.position)
            }
            if let clause = self.clause(from: clause) { clauses.append(clause) }
        }
        if !syntax.clauses.contains(where: { $0.effect == .permit }) {
            warning("no clause permits anything: nothing will be shared", at: syntax.end)
        }
        return clauses
    }

    private mutating func clause(from syntax: ClauseSyntax) -> Clause? {
        let id = name(ClauseID.self, syntax.id)
        if syntax.shares.isEmpty { error("clause `\(syntax.id.value)` has no `share`", at: syntax.id.position) }
        if syntax.to.isEmpty { error("clause `\(syntax.id.value)` has no `to`", at: syntax.id.position) }
        let (shares, types) = shares(of: syntax)
        let to = references(syntax.to)
        let from = syntax.from.map { references($0) }
        let condition = syntax.condition.flatMap { self.condition(from: $0, types: types) }
        refuseItems(of: syntax)
        let retain = syntax.retain.flatMap { period($0) }
        if let onward = syntax.onward, onward.value != "none" {
            error("`onward` can only be `none` yet, found `\(onward.value)`", at: onward.position)
        }
        let uses = words(syntax.uses, "use")
        return id.map {
            Clause(
                id: $0, effect: syntax.effect, shares: shares, from: from, to: to, condition: condition,
                retain: retain, onward: .none, uses: uses)
        }
    }

    /// Only what is permitted can be kept, passed on or used.
    private mutating func refuseItems(of syntax: ClauseSyntax) {
        guard syntax.effect != .permit else { return }
        let items = [("retain", syntax.retain), ("onward", syntax.onward), ("use", syntax.uses.first)]
        for (keyword, item) in items {
            guard let item else { continue }
            error("`\(keyword)` belongs to `permit`, not to `\(syntax.effect.word)`", at: item.position)
        }
    }

    // MARK: Shares

    /// The shares, and the types of which they speak; nil types for every type.
    private mutating func shares(of syntax: ClauseSyntax) -> ([Share], [Vocabulary.RecordType]?) {
        var types: [Vocabulary.RecordType]? = []
        var seen: Set<String> = []
        let shares = syntax.shares.compactMap { written -> Share? in
            let spelled = written.type.value
            if !seen.insert(spelled).inserted { error("`\(spelled)` stands here twice", at: written.type.position) }
            if spelled == "any" {
                if syntax.shares.count > 1 {
                    error("`any` stands alone: it means every type", at: written.type.position)
                }
                types = nil
                return everything(written, syntax.effect)
            }
            guard let type = vocabulary.type(named: spelled) else {
                let hint = hint(for: spelled, among: vocabulary.typeNames + ["any"])
                error("`\(spelled)` is no record type\(hint)", at: written.type.position)
                return nil
            }
            types?.append(type)
            return share(written, of: type, syntax.effect)
        }
        return (shares, types)
    }

    private mutating func everything(_ written: ShareSyntax, _ effect: Effect) -> Share? {
        if written.fields != nil { error("`any` takes no fields: name the types", at: written.type.position) }
        if effect == .redact {
            error("a `redact` clause names fields and what becomes of them", at: written.type.position)
        }
        return .any
    }

    private mutating func share(_ written: ShareSyntax, of type: Vocabulary.RecordType, _ effect: Effect) -> Share? {
        guard let fields = written.fields else {
            if effect == .redact {
                error("a `redact` clause names fields and what becomes of them", at: written.type.position)
            }
            return .type(type.name)
        }
        var seen: Set<String> = []
        return .fields(
            type: type.name,
            fields.compactMap { field in
                if !seen.insert(field.path.value).inserted {
                    error("`\(field.path.value)` stands here twice", at: field.path.position)
                }
                return sharedField(field, of: type, effect)
            })
    }

    private mutating func sharedField(
        _ written: FieldSyntax, of type: Vocabulary.RecordType, _ effect: Effect
    ) -> SharedField? {
        guard let path = resolve(written.path, in: type) else { return nil }
        guard let word = written.transform else {
            if effect == .redact {
                error(
                    "say what becomes of `\(written.path.value)`: `as year`, `initials`, `region` or `token`",
                    at: written.path.position)
            }
            return SharedField(path: written.path.value, transform: nil)
        }
        if effect == .withhold {
            error("what is withheld has no form: use `redact` for `as \(word.value)`", at: word.position)
        }
        guard let transform = Transform(word: word.value) else {
            let hint = hint(for: word.value, among: Transform.allCases.map(\.word))
            error("`\(word.value)` is no transform\(hint)", at: word.position)
            return nil
        }
        if !path.allows(transform) {
            error("`\(written.path.value)` has no form `\(transform.word)`\(path.why(transform))", at: word.position)
        }
        return SharedField(path: written.path.value, transform: transform)
    }

    /// The field that a path names in `type`; reports unknown ones with the nearest.
    mutating func resolve(_ path: Located<String>, in type: Vocabulary.RecordType) -> ResolvedPath? {
        switch type.resolve(path.value) {
        case .found(let resolved): return resolved
        case .unknownField(let name, let known):
            let hint = hint(for: name, among: known)
            error("`\(name)` is no field of `\(type.name)`\(hint)", at: path.position)
        case .unknownPart(let field, let part, let known):
            let hint = known.isEmpty ? ": it has no parts" : hint(for: part, among: known)
            error("`\(part)` is no part of `\(field)`\(hint)", at: path.position)
        }
        return nil
    }
}
