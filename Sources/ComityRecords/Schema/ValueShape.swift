/// What values a field or sub-field takes from people and files. Specs/records.md#shapes
///
/// Contents that arrive from elsewhere are not refused for their shape: a later version may know more words.
package indirect enum ValueShape: Sendable {
    case text
    case integer(ClosedRange<Int64>)
    case boolean
    case date
    case instant
    /// One of these words.
    case word([String])
    /// One of these words, or another: the list is advice.
    case openWord([String])
    /// A restriction's level, from the least restrictive to the most.
    case level([String])
    /// Degrees of latitude or longitude with at most six decimals, held as millionths; the limit is in degrees.
    case degrees(limit: Int64)
    case composite(CompositeDefinition)

    /// For people: what may be written.
    package var summary: String {
        switch self {
        case .text: "text"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "`true` or `false`"
        case .date: "a date as `1985-03-14`, or in part as `1985-03` or `1985`"
        case .instant: "a time as `2026-01-31T23:59:59Z`"
        case .word(let words), .level(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .openWord(let words): "a word such as " + words.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
        case .degrees(let limit): "degrees from -\(limit) to \(limit), as `47.606209`"
        case .composite(let definition):
            "parts: " + definition.parts.map { "`\($0.name)`" }.joined(separator: ", ")
        }
    }
}

/// The parts of a composite value.
package struct CompositeDefinition: Sendable {
    package let name: String
    /// Ascending by number.
    package let parts: [PartDefinition]
    /// The part that a bare value means: `emails=a@b.c` sets `emails.address`.
    package let mainPart: FieldNumber?

    package init(_ name: String, main: FieldNumber? = nil, _ parts: [PartDefinition]) {
        self.name = name
        self.parts = parts
        mainPart = main
    }

    package func part(_ number: FieldNumber) -> PartDefinition? { parts.first { $0.number == number } }
    package func part(named name: some StringProtocol) -> PartDefinition? { parts.first { $0.name == name } }
}

/// One sub-field of a composite.
package struct PartDefinition: Sendable {
    package let number: FieldNumber
    package let name: String
    package let shape: ValueShape
    package let doc: String

    package init(_ number: FieldNumber, _ name: String, _ shape: ValueShape, _ doc: String) {
        self.number = number
        self.name = name
        self.shape = shape
        self.doc = doc
    }
}
