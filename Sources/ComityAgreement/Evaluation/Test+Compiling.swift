import ComityRecords

extension Test {
    /// Compiles `condition` for a type.
    ///
    /// The checks of the agreement have already refused paths that the type lacks; should one be missing (a type that
    /// does not share the clause's fields), the test errs and the clause withholds.
    init(_ condition: Condition, in type: Vocabulary.RecordType, isOpaque: (ResolvedPath) -> Bool) {
        switch condition {
        case .all(let terms): self = .all(terms.map { Test($0, in: type, isOpaque: isOpaque) })
        case .any(let terms): self = .any(terms.map { Test($0, in: type, isOpaque: isOpaque) })
        case .not(let inner): self = .not(Test(inner, in: type, isOpaque: isOpaque))
        case .presence(let path, let isPresent):
            self = Self.probing(path, in: type, isOpaque) { probe, _ in .presence(probe, isPresent: isPresent) }
        case .flag(let path):
            self = Self.probing(path, in: type, isOpaque) { probe, _ in
                .value(probe, .boolean(whenFalse: false, whenTrue: true))
            }
        case .compare(.now, let comparison, let literal):
            self = Bound(literal).map { .present(comparison, $0) } ?? .constant(.errs)
        case .compare(.field(let path), let comparison, let literal):
            self = Self.probing(path, in: type, isOpaque) { probe, field in
                Check(field, comparison, literal).map { .value(probe, $0) }
            }
        case .member(let path, let isMember, let literals):
            self = Self.probing(path, in: type, isOpaque) { probe, field in
                Check(field, literals, isMember: isMember).map { .value(probe, $0) }
            }
        }
    }

    private static func probing(
        _ path: String, in type: Vocabulary.RecordType, _ isOpaque: (ResolvedPath) -> Bool,
        _ make: (Probe, ResolvedPath) -> Test?
    ) -> Test {
        guard case .found(let field) = type.resolve(path) else { return .constant(.errs) }
        let isRestriction = field.field.kind == .restriction && field.part == nil
        let probe = Probe(
            number: field.field.number, part: field.part?.number, isRestriction: isRestriction,
            isOpaque: isOpaque(field))
        return make(probe, field) ?? .constant(.errs)
    }
}

extension Check {
    fileprivate init?(_ field: ResolvedPath, _ comparison: Comparison, _ literal: Literal) {
        switch (field.shape, literal) {
        case (.boolean, .boolean(let value)):
            guard !comparison.isOrdering else { return nil }
            let accepts = (comparison == .equal) == value
            self = .boolean(whenFalse: !accepts, whenTrue: accepts)
        case (.enumeration(let words, _), .text(let word)):
            guard let wanted = words.firstIndex(of: word) else { return nil }
            let accepted = words.indices.filter { comparison.holds(Int64($0), Int64(wanted)) }
            self = .word(words: field.words, accepted: accepted.reduce(0) { $0 | 1 << UInt64($1) })
        case (.text, .text(let text)): self = .text([text], isMember: comparison == .equal)
        case (.integer, .integer(let value)): self = .integer(comparison, value)
        case (.date, let time), (.instant, let time):
            guard let bound = Bound(time) else { return nil }
            self = .time(comparison, bound)
        default: return nil
        }
    }

    fileprivate init?(_ field: ResolvedPath, _ literals: [Literal], isMember: Bool) {
        switch field.shape {
        case .boolean:
            let accepts = { literals.contains(.boolean($0)) == isMember }
            self = .boolean(whenFalse: accepts(false), whenTrue: accepts(true))
        case .enumeration(let words, _):
            let accepted = words.indices.filter { literals.contains(.text(words[$0])) == isMember }
            self = .word(words: field.words, accepted: accepted.reduce(0) { $0 | 1 << UInt64($1) })
        case .text:
            self = .text(literals.compactMap { if case .text(let text) = $0 { text } else { nil } }, isMember: isMember)
        case .integer:
            let values = literals.compactMap { if case .integer(let value) = $0 { value } else { nil } }
            self = .integers(values, isMember: isMember)
        case .date, .instant: self = .times(literals.compactMap { Bound($0) }, isMember: isMember)
        case .composite: return nil
        }
    }
}

extension ResolvedPath {
    /// The words of an enumeration as records spell them.
    var words: [String] {
        switch part?.shape ?? field.shape {
        case .word(let words), .level(let words): words
        default: []
        }
    }
}
