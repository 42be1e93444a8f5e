import ComityLinkage

/// Precision, recall and F1 by threshold on the left, predicted against observed probability on the right.
struct CurveDrawing {
    private static let width = 900.0
    private static let height = 380.0
    private static let top = 50.0
    private static let bottom = 320.0

    private let report: CurveReport

    init(_ report: CurveReport) { self.report = report }

    var text: String {
        let best = report.curve.best
        var picture = SVGText(
            width: Self.width, height: Self.height, title: "Precision, recall and F1 by threshold; reliability",
            description: "F1 is greatest, \(Decimal.text(best.quality.f1, places: 4)), from "
                + "\(Waterfall.bits(best.weight)) bits; the calibration error is "
                + "\(Decimal.text(report.reliability.error, places: 4)).")
        curve(&picture)
        reliability(&picture)
        return picture.text
    }

    private func curve(_ picture: inout SVGText) {
        let weights = report.curve.points.map(\.weight) + [report.threshold]
        let x = Axis((weights.min() ?? 0) - 0.5, (weights.max() ?? 1) + 0.5, from: 50, to: 470)
        let y = Axis(0, 1, from: Self.bottom, to: Self.top)
        picture.label(50, 24, "by threshold", isBold: true)
        frame(&picture, x, y, bottom: "threshold, bits")
        let series: [(String, String, (Quality) -> Double)] = [
            ("precision", SVGText.Colour.evidenceAgainst, \.precision), ("recall", SVGText.Colour.third, \.recall),
            ("F1", SVGText.Colour.evidenceFor, \.f1),
        ]
        for (number, (name, colour, value)) in series.enumerated() {
            picture.path(report.points.map { (x.pixel($0.weight), y.pixel(value($0.quality))) }, colour: colour)
            picture.label(180 + 80 * Double(number), 24, name, colour: colour, isBold: true)
        }
        let threshold = x.pixel(report.threshold)
        picture.line(threshold, Self.top, threshold, Self.bottom, colour: SVGText.Colour.ink, isDashed: true)
        picture.label(threshold, Self.top - 6, "chosen", anchor: .middle)
    }

    private func reliability(_ picture: inout SVGText) {
        let x = Axis(0, 1, from: 560, to: 870)
        let y = Axis(0, 1, from: Self.bottom, to: Self.top)
        picture.label(560, 24, "are probabilities right? observed by predicted", isBold: true)
        frame(&picture, x, y, bottom: "predicted")
        picture.line(x.pixel(0), y.pixel(0), x.pixel(1), y.pixel(1), colour: SVGText.Colour.quiet, isDashed: true)
        let most = Double(report.reliability.rows.map(\.pairs).max() ?? 1)
        for row in report.reliability.rows {
            // The area grows with the pairs, so that a dot of few is not taken for one of many.
            let radius = max(2, 12 * (Double(row.pairs) / most).squareRoot())
            picture.dot(
                x.pixel(row.predicted), y.pixel(row.observed), radius: radius, colour: SVGText.Colour.evidenceFor)
        }
    }

    private func frame(_ picture: inout SVGText, _ x: Axis, _ y: Axis, bottom: String) {
        for tick in y.ticks(5) {
            picture.line(x.pixel(x.low), y.pixel(tick), x.pixel(x.high), y.pixel(tick))
            picture.label(
                x.pixel(x.low) - 6, y.pixel(tick) + 4, Decimal.text(tick, places: 1), anchor: .end,
                colour: SVGText.Colour.quiet)
        }
        let places = x.high - x.low > 2 ? 0 : 1
        for tick in x.ticks(6) {
            picture.label(
                x.pixel(tick), Self.bottom + 18, Decimal.text(tick, places: places), anchor: .middle,
                colour: SVGText.Colour.quiet)
        }
        picture.label((x.pixel(x.low) + x.pixel(x.high)) / 2, Self.bottom + 40, bottom, anchor: .middle)
    }
}
