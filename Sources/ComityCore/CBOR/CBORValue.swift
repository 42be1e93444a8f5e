/// One CBOR data item of the subset that Comity speaks: deterministic encoding (RFC 8949 section 4.2.1), no floats,
/// no indefinite lengths, integers within Int64. Specs/cbor.md
///
/// Hot paths use ``CBORWriter`` and ``CBORReader`` directly; this tree is for the rest.
package enum CBORValue: Hashable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    /// Pairs in any order; the encoder sorts them. Keys are unique.
    case map([CBORPair])
    case tag(UInt64, [CBORValue])
    case boolean(Bool)
    case null

    /// A tagged item (major type 6).
    package static func tagged(_ number: UInt64, _ content: CBORValue) -> CBORValue { .tag(number, [content]) }
}

/// One entry of a CBOR map.
package struct CBORPair: Hashable, Sendable {
    package let key: CBORValue
    package let value: CBORValue

    package init(_ key: CBORValue, _ value: CBORValue) {
        self.key = key
        self.value = value
    }
}

extension CBORValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral items: CBORValue...) { self = .array(items) }
    package init(dictionaryLiteral pairs: (CBORValue, CBORValue)...) {
        self = .map(pairs.map { CBORPair($0.0, $0.1) })
    }
    package init(nilLiteral: ()) { self = .null }
}

extension CBORValue {
    /// The item with this key, if this is a map that has it. Complexity: O(entries).
    package subscript(key: CBORValue) -> CBORValue? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }

    package var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var bytesValue: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    package var textValue: String? { if case .text(let value) = self { value } else { nil } }
    package var arrayValue: [CBORValue]? { if case .array(let value) = self { value } else { nil } }
    package var booleanValue: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var mapValue: [CBORPair]? { if case .map(let value) = self { value } else { nil } }

    /// The deterministic encoding. Complexity: O(n log n) in the size of the largest map.
    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Reads exactly one item that fills `bytes`.
    /// - Throws: ``CoreError`` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(CoreError) {
        var reader = CBORReader(bytes)
        self = try reader.readValue()
        try reader.finish()
    }
}
