import ComityLinkage

/// A waterfall as a picture: a row for the prior and each field, its bar from the sum before to the sum after.
struct WaterfallDrawing {
    private static let width = 860.0
    private static let rowHeight = 34.0
    private static let top = 64.0
    private static let plotLeft = 330.0
    private static let plotRight = 790.0
    /// Characters of a value that fit beside the plot.
    private static let valueCharacters = 40

    private let waterfall: Waterfall

    init(_ waterfall: Waterfall) { self.waterfall = waterfall }

    var text: String {
        let bottom = Self.top + Double(waterfall.steps.count + 2) * Self.rowHeight
        var picture = SVGText(
            width: Self.width, height: bottom + 40, title: "\(waterfall.left.text) and \(waterfall.right.text)",
            description: waterfall.lines.last ?? "")
        let axis = axis
        picture.label(12, 24, "\(waterfall.left.text) and \(waterfall.right.text)", isBold: true)
        picture.label(12, 44, waterfall.lines.last ?? "", colour: SVGText.Colour.quiet)
        for tick in axis.ticks(8) {
            picture.line(axis.pixel(tick), Self.top, axis.pixel(tick), bottom)
            picture.label(
                axis.pixel(tick), bottom + 16, Decimal.text(tick, places: 0), anchor: .middle,
                colour: SVGText.Colour.quiet)
        }
        picture.label((Self.plotLeft + Self.plotRight) / 2, bottom + 33, "bits", anchor: .middle)
        let threshold = axis.pixel(waterfall.threshold)
        picture.line(threshold, Self.top - 8, threshold, bottom, colour: SVGText.Colour.ink, isDashed: true)
        picture.label(threshold, Self.top - 11, "threshold", anchor: .middle)
        row(&picture, axis, 0, "prior", "", from: 0, to: waterfall.prior)
        for (number, step) in waterfall.steps.enumerated() {
            row(
                &picture, axis, number + 1, "\(step.name): \(step.part.levelName)", values(step),
                from: step.total - step.part.weight, to: step.total)
        }
        total(&picture, axis, waterfall.steps.count + 1)
        return picture.text
    }

    private var axis: Axis {
        let totals = [0, waterfall.prior, waterfall.threshold] + waterfall.steps.map(\.total)
        let low = totals.min() ?? 0
        let high = totals.max() ?? 1
        let margin = max((high - low) * 0.05, 1)
        return Axis(low - margin, high + margin, from: Self.plotLeft, to: Self.plotRight)
    }

    private func values(_ step: Waterfall.Step) -> String {
        let text = step.left == step.right ? step.left : "\(step.left) / \(step.right)"
        return text.count <= Self.valueCharacters ? text : text.prefix(Self.valueCharacters - 1) + "\u{2026}"
    }

    private func row(
        _ picture: inout SVGText, _ axis: Axis, _ number: Int, _ name: String, _ values: String, from: Double,
        to: Double
    ) {
        let y = Self.top + Double(number) * Self.rowHeight
        picture.label(12, y + 14, name)
        picture.label(12, y + 29, values, colour: SVGText.Colour.quiet)
        let colour = to >= from ? SVGText.Colour.evidenceFor : SVGText.Colour.evidenceAgainst
        let start = axis.pixel(min(from, to))
        let end = axis.pixel(max(from, to))
        picture.box(start, y + 6, width: max(end - start, 1), height: 20, colour: colour)
        picture.label(Self.width - 8, y + 21, Waterfall.bits(to - from), anchor: .end, colour: colour)
    }

    private func total(_ picture: inout SVGText, _ axis: Axis, _ number: Int) {
        let y = Self.top + Double(number) * Self.rowHeight
        picture.label(12, y + 21, "score", isBold: true)
        picture.line(
            axis.pixel(waterfall.weight), y + 2, axis.pixel(waterfall.weight), y + 30, colour: SVGText.Colour.ink)
        picture.dot(axis.pixel(waterfall.weight), y + 16, radius: 5, colour: SVGText.Colour.ink)
        picture.label(Self.width - 8, y + 21, Waterfall.bits(waterfall.weight), anchor: .end, isBold: true)
    }
}
