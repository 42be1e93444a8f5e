/// The possible outcomes of a condition: a set of true, false and error. Specs/agreement.md#conditions
///
/// An origin sees the whole record and always finds exactly one. A recipient does not see withheld fields: a
/// comparison with one of them may have had any outcome.
struct Outcome: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let holds = Outcome(rawValue: 1)
    static let fails = Outcome(rawValue: 2)
    static let errs = Outcome(rawValue: 4)
    static let unknown: Outcome = [.holds, .fails, .errs]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ isTrue: Bool) { self = isTrue ? .holds : .fails }

    var negated: Outcome {
        var result = intersection(.errs)
        if contains(.holds) { result.insert(.fails) }
        if contains(.fails) { result.insert(.holds) }
        return result
    }

    /// Kleene's strong `and`: false wins over error, error over true.
    func and(_ other: Outcome) -> Outcome {
        var result: Outcome = []
        if contains(.fails) || other.contains(.fails) { result.insert(.fails) }
        if contains(.holds) && other.contains(.holds) { result.insert(.holds) }
        let canStand = Outcome([.holds, .errs])
        if !isDisjoint(with: canStand), !other.isDisjoint(with: canStand), contains(.errs) || other.contains(.errs) {
            result.insert(.errs)
        }
        return result
    }

    func or(_ other: Outcome) -> Outcome { negated.and(other.negated).negated }
}
