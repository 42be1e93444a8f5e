import ComityAgreement
import ComityCore
import ComityRecords

/// What a condition comes to.
enum Verdict: Hashable, CaseIterable {
    case holds, fails, errs

    init(_ isTrue: Bool) { self = isTrue ? .holds : .fails }

    var negated: Verdict {
        switch self {
        case .holds: .fails
        case .fails: .holds
        case .errs: .errs
        }
    }

    func and(_ other: Verdict) -> Verdict {
        if self == .fails || other == .fails { return .fails }
        return self == .errs || other == .errs ? .errs : .holds
    }

    func or(_ other: Verdict) -> Verdict { negated.and(other.negated).negated }
}

/// The possible verdicts; one for an origin, who sees everything.
typealias Verdicts = Set<Verdict>

extension ReferencePolicy {
    /// The verdicts that `condition` can come to. Specs/agreement.md#conditions
    /// - Parameter isRecipient: whether absent fields may have been withheld.
    func verdicts(
        _ condition: Condition, _ content: Content, _ type: TypeDefinition, at now: Timestamp, isRecipient: Bool
    ) -> Verdicts {
        func inner(_ condition: Condition) -> Verdicts {
            verdicts(condition, content, type, at: now, isRecipient: isRecipient)
        }
        switch condition {
        case .all(let terms):
            return terms.reduce([.holds]) { sofar, term in
                Set(inner(term).flatMap { verdict in sofar.map { $0.and(verdict) } })
            }
        case .any(let terms):
            return terms.reduce([.fails]) { sofar, term in
                Set(inner(term).flatMap { verdict in sofar.map { $0.or(verdict) } })
            }
        case .not(let term): return Set(inner(term).map(\.negated))
        case .presence(let path, let isPresent):
            guard let slot = slot(path, type) else { return [.errs] }
            let isThere = !values(slot.0, slot.1, content).isEmpty
            if !isThere, isRecipient { return [.holds, .fails] }
            return [Verdict(isThere == isPresent)]
        case .flag(let path):
            return test(path, content, type, isRecipient) { same($0, .boolean(true), $1, now) }
        case .compare(.now, let comparison, let literal):
            return [Verdict(compare(now.milliseconds, comparison, instant(literal, now)!))]
        case .compare(.field(let path), let comparison, let literal):
            return test(path, content, type, isRecipient) { value, shape in
                switch comparison {
                case .equal: same(value, literal, shape, now)
                case .notEqual: same(value, literal, shape, now).negated
                default: ordered(value, comparison, literal, shape, now)
                }
            }
        case .member(let path, let isMember, let literals):
            return test(path, content, type, isRecipient) { value, shape in
                let found = literals.reduce(Verdict.fails) { $0.or(same(value, $1, shape, now)) }
                return isMember ? found : found.negated
            }
        }
    }

    /// The field and part of a path.
    private func slot(_ path: String, _ type: TypeDefinition) -> (FieldDefinition, PartDefinition?)? {
        let pieces = path.split(separator: ".").map(String.init)
        guard let field = type.field(named: pieces[0]) else { return nil }
        if pieces.count == 1 { return (field, nil) }
        guard let part = field.composite?.part(named: pieces[1]) else { return nil }
        return (field, part)
    }

    private func values(_ field: FieldDefinition, _ part: PartDefinition?, _ content: Content) -> [Value] {
        content[field.number].compactMap { claim in part.map { claim.value[$0.number] } ?? claim.value }
    }

    /// One test over the claims of a field.
    private func test(
        _ path: String, _ content: Content, _ type: TypeDefinition, _ isRecipient: Bool,
        _ verdict: (Value, ValueShape) -> Verdict
    ) -> Verdicts {
        guard let (field, part) = slot(path, type) else { return [.errs] }
        if isRecipient, mayBeOpaque(field, part, type) { return Set(Verdict.allCases) }
        let shape = part?.shape ?? field.shape
        let values = values(field, part, content)
        if field.kind == .restriction, part == nil, let joined = joined(values, shape) {
            if values.isEmpty, isRecipient { return Set(Verdict.allCases) }
            return [joined.map { verdict($0, shape) } ?? .errs]
        }
        let verdicts = Set(values.map { verdict($0, shape) })
        if isRecipient, verdicts.isEmpty || verdicts.contains(.errs) { return Set(Verdict.allCases) }
        return verdicts.count == 1 ? verdicts : [.errs]
    }

    /// The join of a restriction's claims: outer nil if it has none, inner nil if a value is unknown.
    private func joined(_ values: [Value], _ shape: ValueShape) -> Value?? {
        switch shape {
        case .boolean:
            if values.contains(where: { $0.boolean == nil }) { return .some(nil) }
            return .some(.boolean(values.contains(.boolean(true))))
        case .level(let words):
            let places = values.map { $0.text.flatMap { words.firstIndex(of: $0) } }
            if places.contains(nil) { return .some(nil) }
            return .some(.text(words[places.compactMap(\.self).max() ?? 0]))
        default: return nil
        }
    }

    /// Whether some clause between the two shows initials or tokens of it.
    private func mayBeOpaque(_ field: FieldDefinition, _ part: PartDefinition?, _ type: TypeDefinition) -> Bool {
        ReferenceSlot.slots(of: field).contains { slot in
            (part == nil || slot.part?.number == part?.number)
                && clauses.contains { clause in
                    let said = clause.says(of: slot, in: type)
                    return said == .transformed(.initials) || said == .transformed(.token)
                }
        }
    }

    // MARK: Values

    private func same(_ value: Value, _ literal: Literal, _ shape: ValueShape, _ now: Timestamp) -> Verdict {
        switch (shape, value, literal) {
        case (.boolean, .boolean(let left), .boolean(let right)): return Verdict(left == right)
        case (.integer, .integer(let left), .integer(let right)): return Verdict(left == right)
        case (.text, .text(let left), .text(let right)), (.openWord, .text(let left), .text(let right)):
            return Verdict(Array(left.utf8) == Array(right.utf8))
        case (.word(let words), .text(let left), .text(let right)),
            (.level(let words), .text(let left), .text(let right)):
            return words.contains(left) ? Verdict(left.lowercased() == right) : .errs
        case (.date, _, _), (.instant, _, _):
            guard let bounds = bounds(value), let right = instant(literal, now) else { return .errs }
            if bounds.0 == bounds.1 { return Verdict(bounds.0 == right) }
            return right < bounds.0 || right > bounds.1 ? .fails : .errs
        default: return .errs
        }
    }

    private func ordered(
        _ value: Value, _ comparison: Comparison, _ literal: Literal, _ shape: ValueShape, _ now: Timestamp
    ) -> Verdict {
        switch (shape, value, literal) {
        case (.integer, .integer(let left), .integer(let right)): return Verdict(compare(left, comparison, right))
        case (.level(let words), .text(let left), .text(let right)):
            guard let left = words.firstIndex(of: left),
                let right = words.firstIndex(where: { $0.lowercased() == right })
            else { return .errs }
            return Verdict(compare(Int64(left), comparison, Int64(right)))
        case (.date, _, _), (.instant, _, _):
            guard let bounds = bounds(value), let right = instant(literal, now) else { return .errs }
            let verdicts = Set([bounds.0, bounds.1].map { Verdict(compare($0, comparison, right)) })
            return verdicts.count == 1 ? verdicts.first! : .errs
        default: return .errs
        }
    }

    private func compare(_ left: Int64, _ comparison: Comparison, _ right: Int64) -> Bool {
        switch comparison {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    private func instant(_ literal: Literal, _ now: Timestamp) -> Int64? {
        switch literal {
        case .date(let day): day.start.milliseconds
        case .instant(let instant): instant.milliseconds
        case .now(let offset): now.adding(milliseconds: offset).milliseconds
        case .text, .integer, .boolean: nil
        }
    }

    /// The first and the last instant that a date or time may mean.
    func bounds(_ value: Value) -> (Int64, Int64)? {
        if case .instant(let instant) = value { return (instant.milliseconds, instant.milliseconds) }
        guard case .date(let date) = value, let year = date.year else { return nil }
        var days: [Int64] = []
        for month in 1...12 {
            for day in 1...31 {
                if let wanted = date.month, wanted != month { continue }
                if date.month != nil, let wanted = date.day, wanted != day { continue }
                guard let civil = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day)) else { continue }
                days.append(civil.start.milliseconds)
            }
        }
        guard let first = days.min(), let last = days.max() else { return nil }
        return (first, last)
    }
}
