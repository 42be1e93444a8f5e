import ComityCore
import ComityLinkage

/// Quality by threshold and a reliability table, for people, programs and drawings.
struct CurveReport {
    let curve: ThresholdCurve
    let reliability: ReliabilityTable
    /// The threshold that stands, in bits.
    let threshold: Double

    /// Probabilities at which the table has a line.
    private static let tableProbabilities = [
        0.999999, 0.9999, 0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01,
    ]
    /// Points of the curve that are shown: more than a screen has room for.
    private static let shownPoints = 500

    init(_ judged: [JudgedPair], truePairs: Int, threshold: Double) {
        curve = ThresholdCurve(judged, truePairs: truePairs)
        reliability = ReliabilityTable(judged)
        self.threshold = threshold
    }

    var json: JSONValue {
        let best = curve.best
        return [
            "pairs": .integer(Int64(curve.truePairs)), "threshold": .decimal(Weight.probability(threshold)),
            "at_threshold": curve.quality(from: threshold).map(Self.json) ?? .null,
            "best": [
                "weight": .decimal(best.weight), "probability": .decimal(Weight.probability(best.weight)),
                "precision": .decimal(best.quality.precision), "recall": .decimal(best.quality.recall),
                "f1": .decimal(best.quality.f1),
            ],
            "points": .array(points.map(Self.json)),
            "reliability": .array(
                reliability.rows.map {
                    [
                        "from": .decimal($0.low), "to": .decimal($0.high), "pairs": .integer(Int64($0.pairs)),
                        "predicted": .decimal($0.predicted), "observed": .decimal($0.observed),
                    ]
                }),
            "calibration_error": .decimal(reliability.error),
        ]
    }

    var lines: [String] {
        var table = Table(
            titles: ["threshold", "bits", "pairs", "precision", "recall", "f1"],
            alignsRight: [true, true, true, true, true, true])
        for probability in Self.tableProbabilities {
            let weight = Weight.weight(ofProbability: probability)
            guard let point = curve.quality(from: weight) else { continue }
            table.append(
                [probability.description, Decimal.text(weight, places: 2), String(point.pairs)]
                    + Self.texts(point.quality))
        }
        var bins = Table(
            titles: ["from", "to", "pairs", "predicted", "observed"], alignsRight: [true, true, true, true, true])
        for row in reliability.rows {
            bins.append([
                row.low.description, row.high.description, String(row.pairs), Decimal.text(row.predicted, places: 4),
                Decimal.text(row.observed, places: 4),
            ])
        }
        let best = curve.best
        return table.lines + ["", sentence("best", best.weight, best.quality)]
            + (curve.quality(from: threshold).map { [sentence("chosen", threshold, $0.quality)] } ?? []) + [""]
            + bins.lines + ["calibration error \(Decimal.text(reliability.error, places: 4))"]
    }

    /// At most ``shownPoints`` points, evenly picked, the last one among them.
    var points: [ThresholdCurve.Point] {
        let step = max(1, curve.points.count / Self.shownPoints)
        return curve.points.indices.filter { $0 % step == 0 || $0 == curve.points.count - 1 }.map { curve.points[$0] }
    }

    private func sentence(_ name: String, _ weight: Double, _ quality: Quality) -> String {
        "\(name) threshold \(Waterfall.probabilityText(Weight.probability(weight))) "
            + "(\(Waterfall.bits(weight)) bits): precision, recall, F1 "
            + Self.texts(quality).joined(separator: ", ")
    }

    private static func texts(_ quality: Quality) -> [String] {
        [quality.precision, quality.recall, quality.f1].map { Decimal.text($0, places: 4) }
    }

    private static func json(_ point: ThresholdCurve.Point) -> JSONValue {
        [
            "weight": .decimal(point.weight), "probability": .decimal(point.probability),
            "pairs": .integer(Int64(point.pairs)), "precision": .decimal(point.quality.precision),
            "recall": .decimal(point.quality.recall), "f1": .decimal(point.quality.f1),
        ]
    }
}
