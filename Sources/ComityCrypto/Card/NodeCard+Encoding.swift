internal import ComityCore

extension NodeCard {
    /// The payload that the root key signs: deterministic CBOR. Specs/card.md#payload
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 512)
        writer.map(count: 13)
        for (key, field) in fields.enumerated() {
            writer.integer(Int64(key))
            writer.write(field)
        }
        return writer.bytes
    }

    /// In order of their keys, 0 to 12.
    private var fields: [CBORValue] {
        [
            .integer(Int64(Self.version)), .text(agency.text), .text(name), .text(jurisdiction), .text(agencyClass),
            .bytes(rootKey.bytes), .bytes(nodeKey.bytes), .bytes(tlsPin.bytes),
            .array(endpoints.map { .text($0) }), .integer(Int64(clamping: sequence)),
            .integer(issuedAt.milliseconds), .integer(expiresAt.milliseconds), .array(retired.map(\.value)),
        ]
    }

    /// - Throws: `malformed-card` for anything that ``encoded`` would not have written, a field that is unknown or
    ///   missing, or a rule of ``check()`` broken.
    package init(decoding bytes: [UInt8]) throws(CryptoError) {
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            let count = try reader.map()
            try Self.expectKey(0, &reader)
            let version = try reader.unsigned()
            guard version == Self.version else {
                throw CoreError(.unsupportedCBOR, "the card has version \(version), this node reads \(Self.version)")
            }
            guard count == 13 else { throw CoreError(.unexpectedCBOR, "a card has 13 fields, not \(count)") }
            try self.init(fieldsOf: &reader)
            try reader.finish()
        } catch {
            throw CryptoError(.malformedCard, error.reason)
        }
        try check()
    }

    private init(fieldsOf reader: inout CBORReader) throws(CoreError) {
        try Self.expectKey(1, &reader)
        agency = try AgencyID(try reader.text())
        try Self.expectKey(2, &reader)
        name = try reader.text()
        try Self.expectKey(3, &reader)
        jurisdiction = try reader.text()
        try Self.expectKey(4, &reader)
        agencyClass = try reader.text()
        try Self.expectKey(5, &reader)
        rootKey = try readKey(&reader)
        try Self.expectKey(6, &reader)
        nodeKey = try readKey(&reader)
        try Self.expectKey(7, &reader)
        tlsPin = try reader.digest()
        try Self.expectKey(8, &reader)
        endpoints = []
        for _ in 0..<(try reader.array()) { endpoints.append(try reader.text()) }
        try Self.expectKey(9, &reader)
        sequence = try reader.unsigned()
        try Self.expectKey(10, &reader)
        issuedAt = try reader.instant()
        try Self.expectKey(11, &reader)
        expiresAt = try reader.instant()
        try Self.expectKey(12, &reader)
        retired = []
        for _ in 0..<(try reader.array()) { retired.append(try RetiredKey(reading: &reader)) }
    }

    private static func expectKey(_ key: Int64, _ reader: inout CBORReader) throws(CoreError) {
        let found = try reader.integer()
        guard found == key else { throw CoreError(.unexpectedCBOR, "expected field \(key), found \(found)") }
    }
}

extension RetiredKey {
    var value: CBORValue {
        [
            .bytes(key.bytes), .integer(retiredAt.milliseconds),
            .array(sizes.flatMap { [.text($0.log), .integer(Int64(clamping: $0.size))] }),
        ]
    }

    fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        let key = try readKey(&reader)
        let retiredAt = try reader.instant()
        let items = try reader.array()
        guard items.isMultiple(of: 2) else { throw CoreError(.unexpectedCBOR, "a log without a size") }
        var sizes: [LogSize] = []
        for _ in 0..<items / 2 { sizes.append(LogSize(log: try reader.text(), size: try reader.unsigned())) }
        self.init(key: key, retiredAt: retiredAt, sizes: sizes)
        guard self.sizes == sizes else {
            throw CoreError(.nonCanonicalCBOR, "the logs of a retired key are not in order")
        }
    }
}

private func readKey(_ reader: inout CBORReader) throws(CoreError) -> PublicKey {
    let bytes = try reader.byteString()
    do { return try PublicKey(bytes: bytes) } catch { throw CoreError(.unexpectedCBOR, error.reason) }
}
