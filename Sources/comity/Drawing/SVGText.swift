/// An SVG 1.1 picture, written element by element. Coordinates are in pixels and have at most two decimals, so that
/// equal data give equal bytes.
struct SVGText {
    enum Anchor: String { case start, middle, end }

    private var body: [String] = []
    private let width: Double
    private let height: Double
    private let title: String
    private let description: String

    /// - Parameters:
    ///   - title: what the picture is, for those who do not see it.
    ///   - description: what it says, in a sentence or two.
    init(width: Double, height: Double, title: String, description: String) {
        self.width = width
        self.height = height
        self.title = title
        self.description = description
    }

    var text: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
        width="\(Self.number(width))" height="\(Self.number(height))" role="img" \
        font-family="sans-serif" font-size="12">
        <title>\(Self.escaped(title))</title>
        <desc>\(Self.escaped(description))</desc>
        <rect width="100%" height="100%" fill="#ffffff"/>
        \(body.joined(separator: "\n"))
        </svg>

        """
    }

    mutating func label(
        _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start, colour: String = Colour.ink,
        isBold: Bool = false
    ) {
        body.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
                + "fill=\"\(colour)\"\(isBold ? " font-weight=\"bold\"" : "")>\(Self.escaped(text))</text>")
    }

    mutating func box(_ x: Double, _ y: Double, width: Double, height: Double, colour: String) {
        body.append(
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
                + "height=\"\(Self.number(height))\" fill=\"\(colour)\"/>")
    }

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String = Colour.grid, isDashed: Bool = false
    ) {
        body.append(
            "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
                + "y2=\"\(Self.number(y2))\" stroke=\"\(colour)\"\(isDashed ? " stroke-dasharray=\"4 3\"" : "")/>")
    }

    mutating func path(_ points: [(x: Double, y: Double)], colour: String) {
        let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        body.append("<polyline points=\"\(text)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>")
    }

    mutating func dot(_ x: Double, _ y: Double, radius: Double, colour: String) {
        body.append(
            "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\" "
                + "fill=\"\(colour)\"/>")
    }

    /// Colours that people with any colour vision tell apart, all of a contrast of 4.5 and more to white but the grid.
    enum Colour {
        static let ink = "#1a1a1a"
        static let quiet = "#5c5c5c"
        static let grid = "#cccccc"
        static let evidenceFor = "#0b6e99"
        static let evidenceAgainst = "#b3450e"
        static let third = "#5a4a8a"
    }

    private static func number(_ value: Double) -> String {
        let text = Decimal.text(value, places: 2)
        let significant = text.reversed().drop { $0 == "0" }
        return String((significant.first == "." ? significant.dropFirst() : significant).reversed())
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in Prose.printable(text) {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
