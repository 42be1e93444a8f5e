import ComityCore
import ComityLinkage

/// Why two rows score as they do, with the values that were compared.
struct Waterfall {
    struct Step {
        let name: String
        let left: String
        let right: String
        let part: PairExplanation.Part
        /// The sum up to and including this field.
        let total: Double
    }

    let left: RowName
    let right: RowName
    let steps: [Step]
    let prior: Double
    let weight: Double
    let threshold: Double
    /// What the score alone says; one-to-one assignment may still prefer another pair.
    let decision: String

    init(
        _ explanation: PairExplanation, _ texts: RowTexts, _ names: LinkageNames, _ keys: (UInt64, UInt64),
        threshold: Double, reviewProbability: Double
    ) {
        let keys = (min(keys.0, keys.1), max(keys.0, keys.1))
        left = names[keys.0]
        right = names[keys.1]
        prior = explanation.prior
        weight = explanation.weight
        self.threshold = threshold
        decision =
            explanation.weight >= threshold
            ? "match" : explanation.probability >= reviewProbability ? "review" : "no match"
        var total = explanation.prior
        var steps: [Step] = []
        for (number, part) in explanation.parts.enumerated() {
            total += part.weight
            steps.append(
                Step(
                    name: part.name, left: texts.text(keys.0, comparison: number),
                    right: texts.text(keys.1, comparison: number), part: part, total: total))
        }
        self.steps = steps
    }

    var probability: Double { Weight.probability(weight) }

    var json: JSONValue {
        [
            "left": LinkCommands.json(left), "right": LinkCommands.json(right), "prior": .decimal(prior),
            "fields": .array(steps.map(\.json)), "weight": .decimal(weight), "probability": .decimal(probability),
            "threshold": .decimal(Weight.probability(threshold)), "decision": .string(decision),
        ]
    }

    /// A table with a bar for each field.
    var lines: [String] {
        var table = Table(
            titles: ["field", left.text, right.text, "level", "weight", "total", ""],
            alignsRight: [false, false, false, false, true, true, false])
        let scale = BarScale([prior] + steps.map(\.total))
        table.append(["prior", "", "", "", Self.bits(prior), Self.bits(prior), scale.bar(0, prior)])
        for step in steps {
            table.append([
                step.name, step.left, step.right, step.part.levelName, Self.bits(step.part.weight),
                Self.bits(step.total), scale.bar(step.total - step.part.weight, step.total),
            ])
        }
        return table.lines + [
            "score \(Self.bits(weight)), probability \(Self.probabilityText(probability)); "
                + "a match from \(Self.bits(threshold)) on: \(decision)"
        ]
    }

    static func bits(_ weight: Double) -> String { (weight > 0 ? "+" : "") + Decimal.text(weight, places: 2) }

    /// Near 0 and 1 the distance counts, so as many digits as tell it.
    static func probabilityText(_ probability: Double) -> String {
        let distance = min(probability, 1 - probability)
        return Decimal.text(probability, places: distance < 1e-6 ? 9 : distance < 0.001 ? 6 : 3)
    }
}

extension Waterfall.Step {
    fileprivate var json: JSONValue {
        [
            "field": .string(name), "left": .string(left), "right": .string(right),
            "level": .string(part.levelName), "m": part.m.map { .decimal($0) } ?? .null,
            "u": part.u.map { .decimal($0) } ?? .null, "adjustment": .decimal(part.adjustment),
            "weight": .decimal(part.weight),
        ]
    }
}

/// Bars of text from one sum to the next, all on one scale.
private struct BarScale {
    private static let widthCharacters = 30.0
    private let low: Double
    private let step: Double

    init(_ totals: [Double]) {
        let low = min(totals.min() ?? 0, 0)
        let high = max(totals.max() ?? 0, 0)
        self.low = low
        step = max(high - low, 1) / Self.widthCharacters
    }

    func bar(_ from: Double, _ to: Double) -> String {
        guard from != to else { return "" }
        let start = Int(((min(from, to) - low) / step).rounded())
        let end = max(Int(((max(from, to) - low) / step).rounded()), start + 1)
        return String(repeating: " ", count: start) + String(repeating: to > from ? "+" : "-", count: end - start)
    }
}
