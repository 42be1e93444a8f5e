import ComityCore

/// Reads a CBOR map with small integer keys in ascending order, each at most once, in one pass; an unknown key is
/// refused. Ask for the keys in ascending order and end with ``finish(_:)``.
struct MapFields {
    private var remaining: Int
    private var next: Int64?
    private var order = MapKeyOrder()
    private let noun: String

    init(_ reader: inout CBORReader, noun: String) throws(CoreError) {
        self.noun = noun
        remaining = try reader.map()
        try readKey(&reader)
    }

    private mutating func readKey(_ reader: inout CBORReader) throws(CoreError) {
        next = nil
        guard remaining > 0 else { return }
        remaining -= 1
        let key = try reader.integer()
        try order.accept(key)
        next = key
    }

    mutating func optional<Value>(
        _ key: Int64, _ reader: inout CBORReader, _ read: (inout CBORReader) throws(CoreError) -> Value
    ) throws(CoreError) -> Value? {
        guard next == key else { return nil }
        let value = try read(&reader)
        try readKey(&reader)
        return value
    }

    mutating func required<Value>(
        _ key: Int64, _ reader: inout CBORReader, _ read: (inout CBORReader) throws(CoreError) -> Value
    ) throws(CoreError) -> Value {
        guard let value = try optional(key, &reader, read) else {
            throw CoreError(.unexpectedCBOR, "\(noun) lacks its item \(key)\(next.map { ": found \($0)" } ?? "")")
        }
        return value
    }

    /// - Throws: `unexpected-cbor` if a key was not asked for.
    func finish() throws(CoreError) {
        guard let next else { return }
        throw CoreError(.unexpectedCBOR, "\(noun) has an unknown item \(next)")
    }
}

extension CBORWriter {
    mutating func texts(_ texts: [String]) {
        array(count: texts.count)
        for text in texts { self.text(text) }
    }

    mutating func list<Item>(_ items: [Item], _ write: (Item, inout CBORWriter) -> Void) {
        array(count: items.count)
        for item in items { write(item, &self) }
    }
}

extension CBORReader {
    mutating func texts() throws(CoreError) -> [String] {
        try list { r throws(CoreError) in try r.text() }
    }

    mutating func list<Item>(
        limit: Int = AgreementLimit.listItems, _ read: (inout CBORReader) throws(CoreError) -> Item
    ) throws(CoreError) -> [Item] {
        let count = try array()
        guard count <= limit else {
            throw CoreError(.limitExceeded, "a list of \(count) is over the limit of \(limit)")
        }
        var items: [Item] = []
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }

    /// A small number that names a case.
    mutating func choice<Choice: RawRepresentable<UInt8>>(_ noun: String) throws(CoreError) -> Choice {
        let number = try unsigned()
        guard number <= UInt64(UInt8.max), let choice = Choice(rawValue: UInt8(number)) else {
            throw CoreError(.unexpectedCBOR, "\(number) is not \(noun)")
        }
        return choice
    }

    mutating func day() throws(CoreError) -> CivilDate {
        let days = try integer()
        guard days >= Timestamp.first.daysSinceEpoch, days < Timestamp.last.daysSinceEpoch else {
            throw CoreError(.limitExceeded, "a day lies outside the years 1 to 9999")
        }
        return CivilDate(daysSinceEpoch: days)
    }
}
