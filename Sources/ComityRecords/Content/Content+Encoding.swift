package import ComityCore

/// `{1: type, 2: {field: [claim, …], …}, ?3: default provenance}`. Specs/records.md#content
extension Content {
    private static let typeKey: Int64 = 1
    private static let fieldsKey: Int64 = 2
    private static let provenanceKey: Int64 = 3

    /// The deterministic encoding. Complexity: O(bytes).
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 512)
        encode(into: &writer)
        return writer.bytes
    }

    package func encode(into writer: inout CBORWriter) {
        writer.map(count: hasDefaultProvenance ? 3 : 2)
        writer.integer(Self.typeKey)
        writer.integer(Int64(type.value))
        writer.integer(Self.fieldsKey)
        writer.map(count: fields.count)
        for field in fields { field.encode(into: &writer) }
        if let defaultProvenance {
            writer.integer(Self.provenanceKey)
            defaultProvenance.encode(into: &writer)
        }
    }

    /// Reads exactly one content that fills `bytes`.
    /// - Throws: `malformed-statement` for anything that ``encoded`` would not have written, `limit-exceeded`.
    package init(decoding bytes: [UInt8]) throws(RecordError) {
        guard bytes.count <= Self.limitBytes else {
            throw RecordError(
                .limitExceeded, "a content of \(bytes.count) bytes is over the limit of \(Self.limitBytes)")
        }
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try self.init(from: &reader)
            try reader.finish()
        } catch {
            throw RecordError(.malformedStatement, "a content cannot be read: \(error.reason)")
        }
    }

    /// Reads one content within a larger item.
    package init(from reader: inout CBORReader) throws(CoreError) {
        let count = try reader.map()
        guard count == 2 || count == 3 else {
            throw CoreError(.unexpectedCBOR, "a content has 2 or 3 entries, not \(count)")
        }
        try Self.expect(Self.typeKey, from: &reader)
        let type = RecordType(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max))))
        try Self.expect(Self.fieldsKey, from: &reader)
        let fields = try Self.fields(from: &reader)
        var provenance: Provenance?
        if count == 3 {
            try Self.expect(Self.provenanceKey, from: &reader)
            provenance = try Provenance(from: &reader)
        }
        self.init(type: type, fields: fields, defaultProvenance: provenance)
    }

    /// Reads a map from field numbers to claims.
    static func fields(from reader: inout CBORReader) throws(CoreError) -> [Field] {
        let count = try reader.map()
        guard count <= fieldLimit else {
            throw CoreError(.limitExceeded, "\(count) fields are over the limit of \(fieldLimit)")
        }
        var fields: [Field] = []
        fields.reserveCapacity(count)
        var order = MapKeyOrder()
        for _ in 0..<count {
            let number = try FieldNumber(from: &reader, order: &order)
            fields.append(try Field(number, from: &reader))
        }
        return fields
    }

    static func expect(_ key: Int64, from reader: inout CBORReader) throws(CoreError) {
        let found = try reader.integer()
        guard found == key else { throw CoreError(.unexpectedCBOR, "expected key \(key), found \(found)") }
    }
}
