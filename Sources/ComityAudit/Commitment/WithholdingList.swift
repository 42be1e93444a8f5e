package import ComityCore

/// Which records were kept from an audience in one step, and by which clauses; no clause means that none permitted it.
/// Kept as columns beside the trail, which commits to them. Specs/audit.md#lists
package struct WithholdingList: Hashable, Sendable {
    /// The most items: a step handles fewer.
    package static let limit = 1 << 20

    private var records: [RecordID] = []
    private var clauses = ClauseSets()

    package init() {}

    package var count: Int { records.count }
    package var isEmpty: Bool { records.isEmpty }

    package subscript(item: Int) -> (record: RecordID, clauses: [ClauseID]) { (records[item], clauses[item]) }

    /// - Precondition: the clauses are sorted and unique.
    package mutating func append(_ record: RecordID, clauses: [ClauseID]) {
        records.append(record)
        self.clauses.append(clauses)
    }

    package func commitment(salt: [UInt8]) -> Digest { Commitment.make(.withholdings, encoded, salt: salt) }

    /// `[count, records, sets, uses]` in deterministic CBOR.
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 18 * count + 64)
        writer.array(count: 4)
        writer.unsigned(UInt64(count))
        writer.byteString(records.flatMap(\.bytes))
        clauses.write(to: &writer)
        return writer.bytes
    }

    /// - Throws: `malformed-list` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(AuditError) {
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 4)
            let count = Int(try reader.unsigned(atMost: UInt64(Self.limit)))
            var column = try reader.byteSlice()
            guard column.count == RecordID.lengthBytes * count else {
                throw CoreError(.unexpectedCBOR, "there is not one record an item")
            }
            while !column.isEmpty {
                records.append(try RecordID(bytes: column.prefix(RecordID.lengthBytes)))
                column = column.dropFirst(RecordID.lengthBytes)
            }
            clauses = try ClauseSets(from: &reader, count: count)
            try reader.finish()
        } catch {
            throw AuditError(.malformedList, error.reason)
        }
    }
}
