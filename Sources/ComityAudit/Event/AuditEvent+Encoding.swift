package import ComityCore

extension AuditEvent {
    /// The largest leaf: fits the 16-bit lengths of exported entry bundles.
    package static let limitBytes = 32_768

    /// The bytes of the leaf: `[time, kind, {field number: value}]` in deterministic CBOR. Specs/audit.md#events
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 256)
        write(to: &writer)
        return writer.bytes
    }

    /// Appends ``encoded`` to a buffer that the caller reuses.
    package func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.integer(time.milliseconds)
        writer.unsigned(UInt64(kind.rawValue))
        writer.map(count: fields.count)
        for field in fields {
            writer.unsigned(UInt64(field.number))
            field.write(to: &writer)
        }
    }

    /// Reads a leaf.
    /// - Throws: `malformed-event` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(AuditError) {
        guard bytes.count <= Self.limitBytes else {
            throw AuditError(.malformedEvent, "an event has at most \(Self.limitBytes) bytes, not \(bytes.count)")
        }
        let code: UInt64
        let time: Timestamp
        let fields: [AuditField]
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 3)
            time = try reader.instant()
            code = try reader.unsigned(atMost: UInt64(UInt16.max))
            fields = try Self.fields(from: &reader)
            try reader.finish()
        } catch {
            throw AuditError(.malformedEvent, error.reason)
        }
        guard let kind = AuditEventKind(rawValue: UInt16(code)) else {
            throw AuditError(.malformedEvent, "kind \(code) is not known to this version")
        }
        self.init(unchecked: kind, at: time, fields: fields)
        do throws(AuditError) { try checkInvariants() } catch { throw AuditError(.malformedEvent, error.reason) }
    }

    private static func fields(from reader: inout CBORReader) throws(CoreError) -> [AuditField] {
        let count = try reader.map()
        guard count <= AuditField.Tag.allCases.count else {
            throw CoreError(.limitExceeded, "an event has at most \(AuditField.Tag.allCases.count) fields")
        }
        var fields: [AuditField] = []
        fields.reserveCapacity(count)
        var order = MapKeyOrder()
        for _ in 0..<count {
            let number = try reader.integer()
            try order.accept(number)
            guard let tag = AuditField.Tag(rawValue: Int(number)) else {
                throw CoreError(.unexpectedCBOR, "field \(number) is not known to this version")
            }
            fields.append(try AuditField(tag, from: &reader))
        }
        return fields
    }
}
