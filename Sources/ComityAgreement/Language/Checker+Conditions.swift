import ComityCore

extension Checker {
    /// - Parameter types: the types that the clause shares; nil for every type.
    mutating func condition(from syntax: ConditionSyntax, types: [Vocabulary.RecordType]?) -> Condition? {
        switch syntax {
        case .all(let terms): return joined(terms, types).map { .all($0) }
        case .any(let terms): return joined(terms, types).map { .any($0) }
        case .not(let inner): return condition(from: inner, types: types).map { .not($0) }
        case .presence(let path, let isPresent):
            guard field(path, types) != nil else { return nil }
            return .presence(path: path.value, isPresent: isPresent)
        case .flag(let path): return flag(path, types)
        case .compare(let left, let operation, let right): return comparison(left, operation, right, types)
        case .member(let path, let isMember, let values): return member(path, isMember, values, types)
        }
    }

    private mutating func joined(_ terms: [ConditionSyntax], _ types: [Vocabulary.RecordType]?) -> [Condition]? {
        let checked = terms.map { condition(from: $0, types: types) }
        return checked.contains { $0 == nil } ? nil : checked.compactMap(\.self)
    }

    /// The field of a condition, which every type of the clause must have in the same shape.
    private mutating func field(_ path: Located<String>, _ types: [Vocabulary.RecordType]?) -> ResolvedPath? {
        guard let types else {
            guard let resolved = resolve(path, in: vocabulary.common) else { return nil }
            return resolved
        }
        var found: ResolvedPath?
        for type in types {
            guard let resolved = resolve(path, in: type) else { return nil }
            if let found, found.shape != resolved.shape {
                error("`\(path.value)` means different things in the types of this clause", at: path.position)
                return nil
            }
            found = resolved
        }
        return found
    }

    private mutating func flag(_ path: Located<String>, _ types: [Vocabulary.RecordType]?) -> Condition? {
        guard let field = field(path, types) else { return nil }
        guard field.shape == .boolean else {
            error("`\(path.value)` is not true or false: compare it", at: path.position)
            return nil
        }
        return .flag(path: path.value)
    }

    private mutating func member(
        _ path: Located<String>, _ isMember: Bool, _ values: [LiteralSyntax], _ types: [Vocabulary.RecordType]?
    ) -> Condition? {
        if path.value == "now" { error("`now` is compared with `<`, `<=`, `>` or `>=`", at: path.position) }
        guard let field = field(path, types) else { return nil }
        let literals = values.map { literal($0, for: field) }
        guard !literals.contains(where: { $0 == nil }) else { return nil }
        let known = literals.compactMap(\.self)
        for (index, value) in known.enumerated() where known[..<index].contains(value) {
            error("`\(value.text)` stands here twice", at: values[index].position)
        }
        return .member(path: path.value, isMember: isMember, known)
    }

    private mutating func comparison(
        _ left: Located<String>, _ operation: Located<Comparison>, _ right: LiteralSyntax,
        _ types: [Vocabulary.RecordType]?
    ) -> Condition? {
        guard left.value != "now" else { return presentComparison(operation, right) }
        guard let field = field(left, types) else { return nil }
        if operation.value.isOrdering, !field.shape.isOrdered {
            error("`\(left.value)` has no order: use `==`, `!=` or `in`", at: operation.position)
            return nil
        }
        if case .now = right.kind, !operation.value.isOrdering {
            error("nothing equals `now` for long: use `<`, `<=`, `>` or `>=`", at: operation.position)
            return nil
        }
        return literal(right, for: field).map { .compare(.field(left.value), operation.value, $0) }
    }

    /// `now >= 2027-01-01`: on the left stands the present, on the right a date or a time.
    private mutating func presentComparison(_ operation: Located<Comparison>, _ right: LiteralSyntax) -> Condition? {
        guard operation.value.isOrdering else {
            error("`now` is compared with `<`, `<=`, `>` or `>=`", at: operation.position)
            return nil
        }
        if case .word(let text) = right.kind {
            if let day = CivilDate(parsing: text) { return .compare(.now, operation.value, .date(day)) }
            if let instant = try? Timestamp(parsing: text) { return .compare(.now, operation.value, .instant(instant)) }
        }
        error("on the right of `now` stands a date; write the field on the left", at: right.position)
        return nil
    }

    /// The value that `syntax` means for a field of this shape.
    private mutating func literal(_ syntax: LiteralSyntax, for field: ResolvedPath) -> Literal? {
        switch syntax.kind {
        case .now(let sign, let period):
            guard field.shape.isTime else {
                error("`\(field.path)` is no date: it cannot be compared with `now`", at: syntax.position)
                return nil
            }
            return present(sign, period)
        case .string(let text):
            guard field.shape.isText else {
                error("`\(field.path)` is no text: write its value without quotes", at: syntax.position)
                return nil
            }
            return text.utf8.count > AgreementLimit.stringBytes ? tooLong(syntax) : enumerated(text, syntax, field)
        case .word(let word): return value(word, syntax, field)
        }
    }

    private mutating func tooLong(_ syntax: LiteralSyntax) -> Literal? {
        error("a text is over the limit of \(AgreementLimit.stringBytes) bytes", at: syntax.position)
        return nil
    }

    private mutating func value(_ word: String, _ syntax: LiteralSyntax, _ field: ResolvedPath) -> Literal? {
        let literal: Literal? =
            switch field.shape {
            case .text, .enumeration: nil
            case .integer: Int64(word).flatMap { String($0) == word ? .integer($0) : nil }
            case .boolean: word == "true" ? .boolean(true) : word == "false" ? .boolean(false) : nil
            case .date, .instant: time(word)
            case .composite: nil
            }
        if field.shape.isText { return enumerated(word, syntax, field) }
        guard let literal else {
            error("`\(word)` is no value of `\(field.path)`: \(field.shape.expectation)", at: syntax.position)
            return nil
        }
        return literal
    }

    private func time(_ word: String) -> Literal? {
        if let day = CivilDate(parsing: word) { return .date(day) }
        guard let instant = try? Timestamp(parsing: word) else { return nil }
        return .instant(instant)
    }

    private mutating func enumerated(_ text: String, _ syntax: LiteralSyntax, _ field: ResolvedPath) -> Literal? {
        guard case .enumeration(let cases, _) = field.shape else { return .text(text) }
        guard cases.contains(text) else {
            let hint =
                Suggestion.nearest(to: text, among: cases).map { "; did you mean `\($0)`?" }
                ?? ": use \(cases.joined(separator: ", "))"
            error("`\(text)` is no value of `\(field.path)`\(hint)", at: syntax.position)
            return nil
        }
        return .text(text)
    }

    /// `now`, `now + 30d`: only periods of fixed length, so that the instant of change is exact.
    private mutating func present(_ sign: Int64, _ period: Located<String>?) -> Literal? {
        guard let written = period else { return .now(offsetMilliseconds: 0) }
        guard let period = self.period(written) else { return nil }
        guard let length = period.exactMilliseconds else {
            error("beside `now` a period counts hours, days or weeks, not `\(written.value)`", at: written.position)
            return nil
        }
        return .now(offsetMilliseconds: sign * length)
    }
}
