import ComityCore
import ComityRecords

/// Who evaluates: the origin over the whole record, or a recipient over what it was shown.
enum Sight {
    case whole
    case shown
}

extension Test {
    /// The possible outcomes over `content` at `now`; exactly one if `sight` is whole.
    /// Complexity: O(test × claims of the fields it names).
    func outcome(over content: Content, at now: Timestamp, _ sight: Sight) -> Outcome {
        switch self {
        case .all(let terms):
            return terms.reduce(.holds) { $0.and($1.outcome(over: content, at: now, sight)) }
        case .any(let terms):
            return terms.reduce(.fails) { $0.or($1.outcome(over: content, at: now, sight)) }
        case .not(let inner): return inner.outcome(over: content, at: now, sight).negated
        case .presence(let probe, let isPresent): return probe.presence(in: content, isPresent, sight)
        case .value(let probe, let check): return probe.outcome(of: check, over: content, at: now, sight)
        case .present(let comparison, let bound):
            return Outcome(comparison.holds(now.milliseconds, bound.milliseconds(at: now)))
        case .constant(let outcome): return outcome
        }
    }

    /// Adds the instants after `now` at which time alone may change the outcome.
    func addChanges(over content: Content, after now: Timestamp, to instants: inout [Timestamp]) {
        switch self {
        case .all(let terms), .any(let terms):
            for term in terms { term.addChanges(over: content, after: now, to: &instants) }
        case .not(let inner): inner.addChanges(over: content, after: now, to: &instants)
        case .value(let probe, .time(let comparison, .moving(let offset))):
            for span in probe.spans(in: content) {
                for end in [span.first, span.last] {
                    let change = Timestamp(milliseconds: end)
                        .adding(milliseconds: -offset + comparison.changeDelayMilliseconds)
                    if change > now { instants.append(change) }
                }
            }
        case .value(let probe, .times(let bounds, _)):
            addPassages(of: bounds, over: probe.spans(in: content), after: now, to: &instants)
        case .present(let comparison, .fixed(let bound)):
            // Here the present stands on the left: it passes the bound from below.
            let delay: Int64 = comparison == .lessOrEqual || comparison == .greater ? 1 : 0
            let change = Timestamp(milliseconds: bound).adding(milliseconds: delay)
            if change > now { instants.append(change) }
        case .presence, .value, .present, .constant: break
        }
    }

    /// A moving bound equals no day of a span before its first, may be any of them in it, and equals none behind it.
    private func addPassages(
        of bounds: [Bound], over spans: [Span], after now: Timestamp, to instants: inout [Timestamp]
    ) {
        for case .moving(let offset) in bounds {
            for span in spans {
                for end in [span.first, span.last] {
                    let meeting = Timestamp(milliseconds: end).adding(milliseconds: -offset)
                    for change in [meeting, meeting.adding(milliseconds: 1)] where change > now {
                        instants.append(change)
                    }
                }
            }
        }
    }
}

extension Probe {
    @inline(__always)
    func value(of claim: Claim) -> Value? {
        guard let part else { return claim.value }
        return claim.value[part]
    }

    /// What the claims that are dates or times may mean.
    func spans(in content: Content) -> [Span] { content[number].compactMap { value(of: $0).flatMap { Span($0) } } }

    func presence(in content: Content, _ isPresent: Bool, _ sight: Sight) -> Outcome {
        let isThere = content[number].contains { value(of: $0) != nil }
        if !isThere, sight == .shown { return [.holds, .fails] }
        return Outcome(isThere == isPresent)
    }

    func outcome(of check: Check, over content: Content, at now: Timestamp, _ sight: Sight) -> Outcome {
        if sight == .shown, isOpaque { return .unknown }
        let claims = content[number]
        if isRestriction, let joined = check.joined(claims) { return joined(sight) }
        var result: Outcome = []
        for claim in claims {
            guard let value = value(of: claim) else { continue }
            result.formUnion(check.outcome(of: value, at: now))
        }
        if sight == .shown { return result.isEmpty || result.contains(.errs) ? .unknown : Self.agreed(result) }
        return result.isEmpty ? .errs : Self.agreed(result)
    }

    /// One outcome if all claims agree, an error if they do not.
    private static func agreed(_ outcomes: Outcome) -> Outcome {
        outcomes == .holds || outcomes == .fails ? outcomes : .errs
    }
}

extension Check {
    /// For restrictions: the outcome over the join of the claims, or nil if this check has no join.
    fileprivate func joined(_ claims: [Claim]) -> ((Sight) -> Outcome)? {
        switch self {
        case .boolean(let whenFalse, let whenTrue):
            var isTrue = false
            for claim in claims {
                guard let flag = claim.value.boolean else { return { _ in .errs } }
                isTrue = isTrue || flag
            }
            let isAbsent = claims.isEmpty
            return { $0 == .shown && isAbsent ? .unknown : Outcome(isTrue ? whenTrue : whenFalse) }
        case .word(let words, let accepted):
            var highest = 0
            for claim in claims {
                guard let code = code(of: claim.value, in: words) else { return { _ in .errs } }
                highest = max(highest, code)
            }
            let isAbsent = claims.isEmpty
            return { $0 == .shown && isAbsent ? .unknown : Outcome(accepted >> UInt64(highest) & 1 == 1) }
        default: return nil
        }
    }

    func outcome(of value: Value, at now: Timestamp) -> Outcome {
        switch self {
        case .boolean(let whenFalse, let whenTrue):
            return value.boolean.map { Outcome($0 ? whenTrue : whenFalse) } ?? .errs
        case .word(let words, let accepted):
            return code(of: value, in: words).map { Outcome(accepted >> UInt64($0) & 1 == 1) } ?? .errs
        case .text(let texts, let isMember):
            guard case .text(let text) = value else { return .errs }
            return Outcome(texts.contains { $0.utf8.elementsEqual(text.utf8) } == isMember)
        case .integer(let comparison, let bound):
            return value.integer.map { Outcome(comparison.holds($0, bound)) } ?? .errs
        case .integers(let values, let isMember):
            return value.integer.map { Outcome(values.contains($0) == isMember) } ?? .errs
        case .time(let comparison, let bound):
            return Span(value)?.compare(comparison, bound.milliseconds(at: now)) ?? .errs
        case .times(let bounds, let isMember):
            guard let span = Span(value) else { return .errs }
            let equal = bounds.reduce(Outcome.fails) { $0.or(span.compare(.equal, $1.milliseconds(at: now))) }
            return isMember ? equal : equal.negated
        }
    }
}

/// The place of a word in its enumeration, nil for anything else. Complexity: O(words), of which there are few.
func code(of value: Value, in words: [String]) -> Int? {
    guard case .text(let text) = value else { return nil }
    for (index, word) in words.enumerated() where word == text { return index }
    return nil
}
