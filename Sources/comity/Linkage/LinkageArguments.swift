import ComityLinkage
import ComityNode

/// What `link table`, `explain`, `blocking`, `curve` and `label` take alike.
enum LinkageArguments {
    static let left = Argument<String>.positional(
        "A.csv", "the first file, its rows are `a:ID`; - for standard input", completion: .file)
    static let right = Argument<String?>.optionalPositional(
        "B.csv", "the second file, its rows are `b:ID`", completion: .file)
    static let fields = Argument<String>.option(
        "fields", "MAP.json|auto", "which column is which field", defaultValue: "auto",
        shownAs: "auto, by header and values")
    static let mode = Argument<LinkageMode?>.option(
        "mode", "MODE", "which rows may be the same person (default: dedupe for one file, link for two)")
    static let model = Argument<String?>.option(
        "model", "IN", "score with this model instead of learning one from the rows", completion: .file)
    static let threshold = Argument<ThresholdArgument>.option(
        "threshold", "auto|P", "the probability from which a pair is a match", defaultValue: .automatic,
        shownAs: "auto, where the expected F1 is greatest")
    static let oneToOne = Argument<OneToOne>.option(
        "one-to-one", "WORD", "whether a row has one partner at most", defaultValue: .auto,
        shownAs: "auto, if hardly any match is lost by it")
    static let labels = Argument<String?>.option(
        "labels", "FILE", "answers of a review, by which the model is improved", completion: .file)
    static let threads = Argument<ThreadCount?>.option(
        "threads", "N", "how many threads work (default: one for each core); never changes a result")

    /// The files that are read, the model aside, which may be replaced.
    static func inputs(_ call: Call) -> [String] {
        let map = call[fields] == "auto" ? [] : [call[fields]]
        return [call[left]] + [call[right], call[labels]].compactMap { $0 } + map
    }

    static let rows = [left.parameter, right.parameter, fields.parameter, mode.parameter]
    static let run = [model.parameter, labels.parameter, threshold.parameter, oneToOne.parameter, threads.parameter]
}

extension LinkageMode: ArgumentValue {}

/// `--one-to-one`
enum OneToOne: String, CaseIterable, ArgumentValue {
    case auto, on, off

    var assignment: ComityLinkage.Assignment {
        switch self {
        case .auto: .automatic
        case .on: .oneToOne
        case .off: .free
        }
    }
}

/// `--threshold auto|P`
enum ThresholdArgument: ArgumentValue, Equatable {
    case automatic
    /// From 0 to 1.
    case probability(Double)

    static var placeholder: String { "auto|P" }
    static var expectation: String { "`auto` or a probability from 0 to 1" }

    static func reading(_ text: String) -> ThresholdArgument? {
        if text == "auto" { return .automatic }
        guard let probability = Double(text), (0...1).contains(probability) else { return nil }
        return .probability(probability)
    }

    /// In bits; nil where the data decide.
    var weight: Double? {
        switch self {
        case .automatic: nil
        case .probability(let probability): Weight.weight(ofProbability: probability)
        }
    }
}

/// `--threads N`
struct ThreadCount: ArgumentValue, Equatable {
    /// More threads than any machine of today has cores are a mistake.
    private static let most = 1_024

    let count: Int

    static var placeholder: String { "N" }
    static var expectation: String { "a whole number from 1 to \(most)" }

    static func reading(_ text: String) -> ThreadCount? {
        guard let count = Int.reading(text), (1...most).contains(count) else { return nil }
        return ThreadCount(count: count)
    }
}
