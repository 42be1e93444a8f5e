import ComityCore

/// One column of a list: the key in the node's row, the key in JSON, the heading in the table.
struct Column: Sendable {
    enum Kind: Sendable {
        case text
        case integer
        case boolean
        /// Milliseconds since 1970, shown as RFC 3339.
        case time
        /// Integer thousandths, shown as a decimal.
        case milli
        /// Integer millionths, shown as a decimal.
        case ppm
        case texts
    }

    let key: String
    let jsonKey: String
    let title: String
    let kind: Kind
    /// Left out of the table, kept in JSON.
    let isDetail: Bool

    init(_ key: String, as jsonKey: String? = nil, title: String? = nil, _ kind: Kind = .text, isDetail: Bool = false) {
        self.key = key
        self.jsonKey = jsonKey ?? key
        self.title = title ?? (jsonKey ?? key).replacing("_", with: " ")
        self.kind = kind
        self.isDetail = isDetail
    }

    /// The value of this column in `row`, for JSON; null where the row has none or another type.
    func output(_ row: CBORValue) -> JSONValue {
        guard let value = row[.text(key)] else { return kind.isList ? [] : .null }
        return switch kind {
        case .text: value.textValue.map { .string($0) } ?? .null
        case .integer: value.integerValue.map { .integer($0) } ?? .null
        case .boolean: value.booleanValue.map { .boolean($0) } ?? .null
        case .time: value.integerValue.map { .string(Timestamp(milliseconds: $0).description) } ?? .null
        case .milli: value.integerValue.map { .decimal(Double($0) / 1_000) } ?? .null
        case .ppm: value.integerValue.map { .decimal(Double($0) / 1_000_000) } ?? .null
        case .texts: .texts(texts(row))
        }
    }

    /// The value of this column in `row`, for a table; empty where there is none.
    func cell(_ row: CBORValue) -> String {
        switch output(row) {
        case .null, .object: ""
        case .boolean(let value): value ? "yes" : "no"
        case .integer(let value): String(value)
        case .decimal(let value): Decimal.text(value, places: kind.places)
        case .string(let text): text
        case .array(let items):
            items.compactMap { if case .string(let text) = $0 { text } else { nil } }
                .joined(separator: ", ")
        }
    }

    /// The texts of a list column; empty where there is none.
    func texts(_ row: CBORValue) -> [String] { row[.text(key)]?.arrayValue?.compactMap(\.textValue) ?? [] }

    var isNumeric: Bool {
        switch kind {
        case .integer, .milli, .ppm: true
        case .text, .boolean, .time, .texts: false
        }
    }
}

extension Column.Kind {
    fileprivate var isList: Bool { if case .texts = self { true } else { false } }
    fileprivate var places: Int { if case .ppm = self { 4 } else { 2 } }
}

extension [Column] {
    /// The row as a JSON object with these keys in this order.
    func object(_ row: CBORValue) -> JSONValue {
        .object(map { JSONMember($0.jsonKey, $0.output(row)) })
    }
}
