package import ComityCore

/// `{?1: {field: [claim, …], …}, ?2: [removed field, …], ?3: provenance or null}`. Specs/records.md#patches
extension ContentPatch {
    private static let setKey: Int64 = 1
    private static let removedKey: Int64 = 2
    private static let provenanceKey: Int64 = 3

    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 128)
        encode(into: &writer)
        return writer.bytes
    }

    package func encode(into writer: inout CBORWriter) {
        writer.map(count: (set.isEmpty ? 0 : 1) + (removed.isEmpty ? 0 : 1) + (provenance == .unchanged ? 0 : 1))
        if !set.isEmpty {
            writer.integer(Self.setKey)
            writer.map(count: set.count)
            for field in set { field.encode(into: &writer) }
        }
        if !removed.isEmpty {
            writer.integer(Self.removedKey)
            writer.array(count: removed.count)
            for number in removed { writer.integer(Int64(number.value)) }
        }
        switch provenance {
        case .unchanged: break
        case .set(let provenance):
            writer.integer(Self.provenanceKey)
            provenance.encode(into: &writer)
        case .removed:
            writer.integer(Self.provenanceKey)
            writer.null()
        }
    }

    /// Reads exactly one patch that fills `bytes`.
    /// - Throws: `malformed-statement` for anything that ``encoded`` would not have written, `limit-exceeded`.
    package init(decoding bytes: [UInt8]) throws(RecordError) {
        guard bytes.count <= Content.limitBytes else {
            throw RecordError(
                .limitExceeded, "a patch of \(bytes.count) bytes is over the limit of \(Content.limitBytes)")
        }
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try self.init(from: &reader)
            try reader.finish()
        } catch {
            throw RecordError(.malformedStatement, "a patch cannot be read: \(error.reason)")
        }
    }

    package init(from reader: inout CBORReader) throws(CoreError) {
        var set: [Field] = []
        var removed: [FieldNumber] = []
        var provenance = ProvenanceChange.unchanged
        var order = MapKeyOrder()
        for _ in 0..<(try reader.map()) {
            let key = try reader.integer()
            try order.accept(key)
            switch key {
            case Self.setKey: set = try Content.fields(from: &reader)
            case Self.removedKey: removed = try Self.numbers(from: &reader)
            case Self.provenanceKey: provenance = try Self.provenance(from: &reader)
            default: throw CoreError(.unexpectedCBOR, "a patch has no key \(key)")
            }
            guard key != Self.setKey || !set.isEmpty, key != Self.removedKey || !removed.isEmpty else {
                throw CoreError(.nonCanonicalCBOR, "a patch leaves out empty lists")
            }
        }
        self.init(set: set, removed: removed, provenance: provenance)
        guard self.removed.count == removed.count else {
            throw CoreError(.nonCanonicalCBOR, "a patch sets and removes one field")
        }
    }

    private static func numbers(from reader: inout CBORReader) throws(CoreError) -> [FieldNumber] {
        let count = try reader.array()
        guard count <= Content.fieldLimit else {
            throw CoreError(.limitExceeded, "\(count) fields are over the limit of \(Content.fieldLimit)")
        }
        var numbers: [FieldNumber] = []
        var order = MapKeyOrder()
        for _ in 0..<count { numbers.append(try FieldNumber(from: &reader, order: &order)) }
        return numbers
    }

    private static func provenance(from reader: inout CBORReader) throws(CoreError) -> ProvenanceChange {
        guard reader.peekNull() else { return .set(try Provenance(from: &reader)) }
        try reader.null()
        return .removed
    }
}
