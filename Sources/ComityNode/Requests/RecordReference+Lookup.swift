import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// Records as people name them: a prefix of an own id, or `agency/agreement/handle`.
extension Node {
    /// A record of this agency by id or unique prefix.
    func ownRecord(_ text: String) throws -> StoredRecord {
        let digits = text.lowercased().filter { $0 != "-" }
        guard digits.count >= NodeLimits.idPrefixDigits, digits.count <= 2 * RecordID.lengthBytes,
            digits.allSatisfy({ $0.isHexDigit && $0.isASCII })
        else {
            throw NodeError(
                .notFound,
                "`\(text.prefix(80))` is no record id: write at least \(NodeLimits.idPrefixDigits) hexadecimal digits")
        }
        let isOdd = !digits.count.isMultiple(of: 2)
        let whole = try Hex.decode(isOdd ? String(digits.dropLast()) : digits)
        let half = isOdd ? digits.last?.hexDigitValue.map { UInt8($0) } : nil
        let ids = try store.recordIDs(prefix: whole, halfByte: half, limit: 4)
        guard let first = ids.first else { throw NodeError(.notFound, "no record `\(text)` is here") }
        guard ids.count == 1 else {
            let names = ids.prefix(3).map(\.description).joined(separator: ", ")
            throw NodeError(.ambiguous, "`\(text)` begins several ids: \(names)")
        }
        guard let record = try store.record(first) else { throw NodeError(.notFound, "no record `\(text)` is here") }
        return record
    }

    /// A partner's view by `agency/agreement/handle`.
    func foreignView(_ text: String) throws -> (log: StoredLog, view: StoredView) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let origin = AgencyID(String(parts[0])), let agreement = AgreementID(String(parts[1])),
            parts[2].count == 12, let number = UInt64(parts[2], radix: 16)
        else { throw NodeError(.notFound, "`\(text.prefix(80))` is no record: write an id or agency/agreement/handle") }
        let handle = try Handle(number)
        for log in try store.logs() where log.feed.origin == origin && log.feed.agreement == agreement {
            if let view = try store.view(handle, of: log) { return (log, view) }
        }
        throw NodeError(.notFound, "no record `\(text)` is here")
    }

    /// A record of either kind, as linkage names it.
    func recordRef(_ text: String) throws -> RecordRef {
        guard text.contains("/") else {
            return RecordRef(log: RecordRef.ownLog, handle: try ownRecord(text).number)
        }
        let (log, view) = try foreignView(text)
        return RecordRef(log: log.number, handle: Int64(view.handle.value))
    }

    /// How people and JSON name a record.
    func name(of ref: RecordRef) throws -> (agency: AgencyID, record: String) {
        if ref.log == RecordRef.ownLog {
            let record = try store.record(number: ref.handle)
            return (agency, record?.statement.id.description ?? "")
        }
        guard let log = try store.log(number: ref.log) else { return (agency, "") }
        return (log.feed.origin, Self.name(of: try Handle(UInt64(ref.handle)), in: log))
    }

    static func name(of handle: Handle, in log: StoredLog) -> String {
        "\(log.feed.origin)/\(log.feed.agreement)/\(handle)"
    }
}
