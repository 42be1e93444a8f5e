package import ComityCore

/// Which CBOR item stands for which value; every form is told apart by the item itself, without the schema, so that
/// a node can keep and relay fields that it does not know. Specs/records.md#values
///
/// | value | item |
/// |---|---|
/// | text, integer, boolean | the same in CBOR |
/// | instant | array of one: milliseconds |
/// | date | array of three: year, month, day, each an integer or null |
/// | composite | map from sub-field numbers to values |
/// | unknown | any other item, except an array of two (which is a claim with provenance) |
extension Value {
    /// The longest text of one value in bytes: a long narrative still fits, a pasted file does not.
    package static let textLimitBytes = 65_536
    /// How deep composites may nest.
    package static let depthLimit = 4

    package var encoded: [UInt8] {
        var writer = CBORWriter()
        encode(into: &writer)
        return writer.bytes
    }

    package func encode(into writer: inout CBORWriter) {
        switch self {
        case .text(let text): writer.text(text)
        case .integer(let integer): writer.integer(integer)
        case .boolean(let boolean): writer.boolean(boolean)
        case .date(let date):
            writer.array(count: 3)
            Self.write(date.year, into: &writer)
            Self.write(date.month, into: &writer)
            Self.write(date.day, into: &writer)
        case .instant(let instant):
            writer.array(count: 1)
            writer.integer(instant.milliseconds)
        case .composite(let components):
            writer.map(count: components.count)
            for component in components {
                writer.integer(Int64(component.number.value))
                component.value.encode(into: &writer)
            }
        case .unknown(let encoded): writer.raw(encoded)
        }
    }

    /// Reads one value.
    /// - Throws: `non-canonical-cbor`, `unexpected-cbor` or `limit-exceeded` for what ``encode(into:)`` would not
    /// write.
    package init(from reader: inout CBORReader) throws(CoreError) {
        try self.init(from: &reader, depth: 0)
    }

    private init(from reader: inout CBORReader, depth: Int) throws(CoreError) {
        guard depth < Self.depthLimit else {
            throw CoreError(.limitExceeded, "values nest deeper than \(Self.depthLimit)")
        }
        switch try reader.peekMajor() {
        case 3: self = .text(try Self.text(from: &reader))
        case 0, 1: self = .integer(try reader.integer())
        case 4: self = try Self.arrayForm(from: &reader)
        case 5: self = try Self.mapForm(from: &reader, depth: depth)
        case 7: self = reader.peekNull() ? .unknown(Array(try reader.encodedItem())) : .boolean(try reader.boolean())
        default: self = .unknown(Array(try reader.encodedItem()))
        }
    }

    private static func write(_ part: Int?, into writer: inout CBORWriter) {
        if let part { writer.integer(Int64(part)) } else { writer.null() }
    }

    static func text(from reader: inout CBORReader) throws(CoreError) -> String {
        let text = try reader.text()
        guard text.utf8.count <= textLimitBytes else {
            throw CoreError(.limitExceeded, "a text of \(text.utf8.count) bytes is over the limit of \(textLimitBytes)")
        }
        return text
    }

    private static func arrayForm(from reader: inout CBORReader) throws(CoreError) -> Value {
        let start = reader
        switch try reader.array() {
        case 1: return .instant(try reader.instant())
        case 2: throw CoreError(.unexpectedCBOR, "an array of two is no value")
        case 3: return .date(try date(from: &reader))
        default:
            reader = start
            return .unknown(Array(try reader.encodedItem()))
        }
    }

    private static func date(from reader: inout CBORReader) throws(CoreError) -> PartialDate {
        let year = try part(from: &reader)
        let month = try part(from: &reader)
        let day = try part(from: &reader)
        guard let date = PartialDate(year: year, month: month, day: day) else {
            throw CoreError(.unexpectedCBOR, "a value is no date of the calendar")
        }
        return date
    }

    private static func part(from reader: inout CBORReader) throws(CoreError) -> Int? {
        if reader.peekNull() {
            try reader.null()
            return nil
        }
        return Int(try reader.unsigned(atMost: 9999))
    }

    private static func mapForm(from reader: inout CBORReader, depth: Int) throws(CoreError) -> Value {
        let start = reader
        let count = try reader.map()
        // The first key tells: composites have numbers, anything else is of a later version.
        guard count > 0, try reader.peekMajor() == 0 else {
            reader = start
            return .unknown(Array(try reader.encodedItem()))
        }
        var components: [Component] = []
        components.reserveCapacity(min(count, 16))
        var order = MapKeyOrder()
        for _ in 0..<count {
            let number = try FieldNumber(from: &reader, order: &order)
            components.append(Component(number, try Value(from: &reader, depth: depth + 1)))
        }
        return .composite(components)
    }
}

extension FieldNumber {
    /// Reads a field number that is a key of a map.
    init(from reader: inout CBORReader, order: inout MapKeyOrder) throws(CoreError) {
        let number = try reader.unsigned(atMost: UInt64(UInt32.max))
        try order.accept(Int64(number))
        self.init(UInt32(number))
    }
}
