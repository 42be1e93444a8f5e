package import ComityCore
import ComityCrypto

extension Agreement {
    /// The version of the canonical format.
    private static let formatVersion: UInt64 = 1

    /// The canonical bytes, which the parties sign. Specs/agreement.md#canonical-bytes
    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.map(count: 11 + (review == nil ? 0 : 1) + (predecessor == nil ? 0 : 1))
        writer.unsigned(0)
        writer.unsigned(Self.formatVersion)
        writer.unsigned(1)
        writer.text(id.text)
        writer.unsigned(2)
        writer.unsigned(UInt64(version))
        writer.unsigned(3)
        writer.text(title)
        writer.unsigned(4)
        writer.texts(purposes)
        writer.unsigned(5)
        writer.list(authorities) { $1.texts([$0.agency.text, $0.text]) }
        writer.unsigned(6)
        writer.integer(effective.milliseconds)
        writer.unsigned(7)
        writer.integer(until.milliseconds)
        if let review {
            writer.unsigned(8)
            review.encode(into: &writer)
        }
        writer.unsigned(9)
        writer.list(parties) { $0.encode(into: &$1) }
        writer.unsigned(10)
        writer.list(groups) { group, writer in
            writer.array(count: 2)
            writer.text(group.id.text)
            writer.texts(group.members.map(\.text))
        }
        writer.unsigned(11)
        writer.list(clauses) { $0.encode(into: &$1) }
        if let predecessor {
            writer.unsigned(12)
            writer.digest(predecessor)
        }
        return writer.bytes
    }

    /// The SHA-256 of ``encoded``: the name of this text.
    package var digest: Digest { SHA256.hash(encoded) }

    /// Reads canonical bytes and checks what they say as if it had been written as text.
    /// - Throws: `malformed-agreement` for anything that ``encoded`` of a well-formed agreement would not have
    ///   written; a field, type or item that this version does not know is refused, never skipped.
    package init(decoding bytes: [UInt8]) throws(AgreementError) {
        guard bytes.count <= AgreementLimit.encodedBytes else {
            throw AgreementError(
                .malformedAgreement,
                "an agreement of \(bytes.count) bytes is over the limit of \(AgreementLimit.encodedBytes)")
        }
        let read: Agreement
        do {
            var reader = CBORReader(bytes)
            read = try Agreement(reading: &reader)
            try reader.finish()
        } catch {
            throw AgreementError(.malformedAgreement, "the bytes are no agreement: \(error.reason)")
        }
        let (checked, diagnostics) = Agreement.parse(read.text, file: "agreement", limitBytes: .max, suggests: false)
        guard let checked, checked == read else {
            let cause = diagnostics.first { $0.severity == .error }?.message ?? "it does not read as it is written"
            throw AgreementError(.malformedAgreement, "agreement `\(read.id)` version \(read.version): \(cause)")
        }
        self = checked
    }

    private init(reading reader: inout CBORReader) throws(CoreError) {
        var fields = try MapFields(&reader, noun: "an agreement")
        guard try fields.required(0, &reader, { r throws(CoreError) in try r.unsigned() }) == Self.formatVersion else {
            throw CoreError(.unexpectedCBOR, "the agreement's format is unknown")
        }
        id = try AgreementID(try fields.required(1, &reader) { r throws(CoreError) in try r.text()[...] })
        version = UInt32(
            try fields.required(2, &reader) { r throws(CoreError) in try r.unsigned(atMost: AgreementLimit.version) })
        title = try fields.required(3, &reader) { r throws(CoreError) in try r.text() }
        purposes = try fields.required(4, &reader) { r throws(CoreError) in try r.texts() }
        authorities = try fields.required(5, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in
                try r.array(count: 2)
                return Authority(agency: try AgencyID(try r.text()[...]), text: try r.text())
            }
        }
        effective = try fields.required(6, &reader) { r throws(CoreError) in try r.instant() }
        until = try fields.required(7, &reader) { r throws(CoreError) in try r.instant() }
        review = try fields.optional(8, &reader) { r throws(CoreError) in try Period(reading: &r) }
        parties = try fields.required(9, &reader) { r throws(CoreError) in
            try r.list(limit: AgreementLimit.parties) { r throws(CoreError) in try Party(reading: &r) }
        }
        groups = try fields.required(10, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in
                try r.array(count: 2)
                let id = try GroupID(try r.text()[...])
                let members = try r.list(limit: AgreementLimit.parties) { r throws(CoreError) in
                    try AgencyID(try r.text()[...])
                }
                return Group(id: id, members: members)
            }
        }
        clauses = try fields.required(11, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in try Clause(reading: &r) }
        }
        predecessor = try fields.optional(12, &reader) { r throws(CoreError) in try r.digest() }
        try fields.finish()
    }
}

extension Period {
    func encode(into writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.unsigned(UInt64(count))
        writer.unsigned(UInt64(unit.rawValue))
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 2)
        count = UInt32(try reader.unsigned(atMost: UInt64(Self.countLimit)))
        let number = try reader.unsigned(atMost: UInt64(UInt8.max))
        guard let unit = Unit(rawValue: UInt8(number)) else {
            throw CoreError(.unexpectedCBOR, "\(number) is no unit of time")
        }
        self.unit = unit
    }
}

extension Party {
    fileprivate func encode(into writer: inout CBORWriter) {
        writer.map(count: name == nil ? 4 : 5)
        writer.unsigned(1)
        writer.text(agency.text)
        writer.unsigned(2)
        writer.unsigned(partyClass.number)
        writer.unsigned(3)
        writer.text(jurisdiction)
        writer.unsigned(4)
        writer.byteString(key.bytes)
        if let name {
            writer.unsigned(5)
            writer.text(name)
        }
    }

    fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
        var fields = try MapFields(&reader, noun: "a party")
        agency = try AgencyID(try fields.required(1, &reader) { r throws(CoreError) in try r.text()[...] })
        let number = try fields.required(2, &reader) { r throws(CoreError) in try r.unsigned() }
        guard let partyClass = PartyClass(number: number) else {
            throw CoreError(.unexpectedCBOR, "\(number) is no class of party")
        }
        self.partyClass = partyClass
        jurisdiction = try fields.required(3, &reader) { r throws(CoreError) in try r.text() }
        let bytes = try fields.required(4, &reader) { r throws(CoreError) in try r.byteString() }
        do { key = try PublicKey(bytes: bytes) } catch { throw CoreError(.unexpectedCBOR, error.reason) }
        name = try fields.optional(5, &reader) { r throws(CoreError) in try r.text() }
        try fields.finish()
    }
}
