/// A JSON value to print: keys stay in the order in which INTERFACE names them.
indirect enum OutputValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// Finite.
    case number(Double)
    case text(String)
    case array([OutputValue])
    case object([OutputField])
}

/// One entry of an ``OutputValue`` object.
struct OutputField: Equatable, Sendable {
    let key: String
    let value: OutputValue

    init(_ key: String, _ value: OutputValue) {
        self.key = key
        self.value = value
    }
}

extension OutputValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    init(dictionaryLiteral fields: (String, OutputValue)...) {
        self = .object(fields.map { OutputField($0.0, $0.1) })
    }
    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral items: OutputValue...) { self = .array(items) }

    static func texts(_ texts: [String]) -> OutputValue { .array(texts.map { .text($0) }) }
}

extension OutputValue {
    /// JSON on one line (RFC 8259). Complexity: O(n).
    var json: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.isFinite ? "\(value)" : "null"
        case .text(let text): Self.quoted(text)
        case .array(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        case .object(let fields):
            "{" + fields.map { Self.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let scalar where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
