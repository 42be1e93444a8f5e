import ComityCore

/// Values as people write and read them. Specs/records.md#shapes
extension ValueShape {
    /// Reads a value of this shape; words in any case, `TLP:AMBER` for `AMBER`.
    /// - Parameter path: for the error.
    /// - Throws: `malformed-value` naming path, input and what is allowed.
    package func read(_ text: String, at path: some CustomStringConvertible) throws(RecordError) -> Value {
        guard !text.isEmpty else {
            throw RecordError(.malformedValue, "`\(path)` is empty: unset it instead")
        }
        guard text.utf8.count <= Value.textLimitBytes else {
            throw RecordError(
                .limitExceeded, "`\(path)` has \(text.utf8.count) bytes, over the limit of \(Value.textLimitBytes)")
        }
        guard let value = parse(text) else {
            throw RecordError(.malformedValue, "`\(text.prefix(80))` is no value of `\(path)`: write \(summary)")
        }
        return value
    }

    /// The value of this shape that `text` spells, or nil.
    func parse(_ text: String) -> Value? {
        switch self {
        case .text, .openWord: return .text(text)
        case .integer(let range): return Int64(text).flatMap { range.contains($0) ? .integer($0) : nil }
        case .boolean: return Self.boolean(text).map { .boolean($0) }
        case .date: return PartialDate(parsing: text).map { .date($0) }
        case .instant: return Self.instant(text).map { .instant($0) }
        case .word(let words): return Self.word(text, of: words).map { .text($0) }
        case .level(let levels): return Self.word(Self.withoutTLP(text), of: levels).map { .text($0) }
        case .degrees(let limit): return Self.millionths(text, limit: limit).map { .integer($0) }
        case .composite(let definition):
            guard let main = definition.mainPart, let part = definition.part(main),
                let value = part.shape.parse(text)
            else { return nil }
            return .composite([Component(main, value)])
        }
    }

    /// Whether a person could have written this value. Unreadable dates and words are kept as text when imported, so
    /// that ``isRaw(_:)`` tells them apart.
    func accepts(_ value: Value) -> Bool {
        switch (self, value) {
        case (.text, .text), (.openWord, .text), (.boolean, .boolean), (.date, .date), (.instant, .instant): true
        case (.integer(let range), .integer(let integer)): range.contains(integer)
        case (.word(let words), .text(let text)), (.level(let words), .text(let text)): words.contains(text)
        case (.degrees(let limit), .integer(let millionths)):
            (-limit * 1_000_000...limit * 1_000_000).contains(millionths)
        case (.composite(let definition), .composite(let components)):
            components.allSatisfy { definition.part($0.number)?.shape.accepts($0.value) ?? false }
        default: false
        }
    }

    /// Whether the value is text that stands where something readable should: kept from an import.
    func isRaw(_ value: Value) -> Bool {
        guard case .text = value else { return false }
        switch self {
        case .date, .word, .integer, .instant, .degrees: return !accepts(value)
        default: return false
        }
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "1": true
        case "false", "no", "0": false
        default: nil
        }
    }

    private static func instant(_ text: String) -> Timestamp? {
        do { return try Timestamp(parsing: text) } catch { return nil }
    }

    private static func word(_ text: String, of words: [String]) -> String? {
        let text = text.lowercased()
        return words.first { $0.lowercased() == text }
    }

    private static func withoutTLP(_ text: String) -> String {
        text.lowercased().hasPrefix("tlp:") ? String(text.dropFirst(4)) : text
    }

    /// A decimal number of at most six decimals, in millionths.
    private static func millionths(_ text: String, limit: Int64) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), whole >= 0, whole <= limit,
            parts[0].utf8.first != UInt8(ascii: "+")
        else { return nil }
        var millionths = whole * 1_000_000
        if parts.count == 2 {
            guard (1...6).contains(parts[1].utf8.count), let digits = Int64(parts[1]), digits >= 0,
                parts[1].utf8.first != UInt8(ascii: "+")
            else { return nil }
            var scaled = digits
            for _ in parts[1].utf8.count..<6 { scaled *= 10 }
            millionths += scaled
        }
        return millionths <= limit * 1_000_000 ? (isNegative ? -millionths : millionths) : nil
    }

    /// As people read it: of a composite its parts in the order of their numbers.
    package func text(of value: Value) -> String {
        switch (self, value) {
        case (.degrees, .integer(let millionths)): Self.degrees(millionths)
        case (.composite(let definition), .composite(let components)):
            components.map { definition.part($0.number)?.shape.text(of: $0.value) ?? $0.value.description }
                .joined(separator: " ")
        default: value.description
        }
    }

    private static func degrees(_ millionths: Int64) -> String {
        let magnitude = millionths.magnitude
        let fraction = String(magnitude % 1_000_000 + 1_000_000).dropFirst()
        return "\(millionths < 0 ? "-" : "")\(magnitude / 1_000_000).\(fraction)"
    }
}

extension Value: CustomStringConvertible {
    /// As people read it without a schema. Unknown items are shown as hexadecimal CBOR.
    package var description: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .boolean(let boolean): boolean ? "true" : "false"
        case .date(let date): date.description
        case .instant(let instant): instant.description
        case .composite(let components): components.map(\.value.description).joined(separator: " ")
        case .unknown(let encoded): "cbor:" + Hex.encode(encoded)
        }
    }
}
