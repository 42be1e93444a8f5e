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

    /// The record of this agency that an id or a prefix names, if it names one and no other.
    func onlyRecord(_ text: String) throws -> StoredRecord? {
        do {
            return try ownRecord(text)
        } catch let error as NodeError where error.kind == .notFound || error.kind == .ambiguous {
            return nil
        }
    }

    /// A view by `agency/agreement/handle`, or by the beginning of the handle if it begins no other.
    func viewNamed(_ text: String) throws -> (log: StoredLog, view: StoredView) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let origin = AgencyID(String(parts[0])), let agreement = AgreementID(String(parts[1])),
            let handles = HandleRange(prefix: parts[2])
        else { throw NodeError(.notFound, "`\(text.prefix(80))` is no record: write an id or agency/agreement/handle") }
        let logs = try store.logs().filter { $0.feed.origin == origin && $0.feed.agreement == agreement }
        if handles.isOne {
            // A whole name is found although its view is withdrawn: who asks learns that it is not shown any more.
            for log in logs {
                if let view = try store.view(handles.last, of: log) { return (log, view) }
            }
        }
        var found: [(log: StoredLog, view: StoredView)] = []
        for log in logs {
            try store.forEachView(of: log, after: handles.before) { view in
                guard view.handle <= handles.last else { return false }
                // A feed that began a new epoch has the same handles in both logs.
                found.removeAll { $0.view.handle == view.handle }
                found.append((log, view))
                return found.count < 2
            }
        }
        guard let first = found.first else { throw NodeError(.notFound, "no record `\(text)` is here") }
        guard found.count == 1 else {
            throw NodeError(.ambiguous, "`\(text)` begins several handles: write more of it")
        }
        return first
    }

    /// A record of either kind, as linkage names it.
    func recordRef(_ text: String) throws -> RecordRef {
        guard text.contains("/") else {
            return RecordRef(log: RecordRef.ownLog, handle: try ownRecord(text).number)
        }
        let (log, view) = try viewNamed(text)
        // What a partner calls a record of ours is that record.
        if log.isOwn, let number = try store.record(of: view.handle, in: log) {
            return RecordRef(log: RecordRef.ownLog, handle: number)
        }
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

/// The handles that begin with the same hexadecimal digits.
private struct HandleRange {
    private static let digits = 12

    /// The handle before the first of them; nil if there is none.
    let before: Handle?
    let last: Handle
    let isOne: Bool

    /// Nil if `prefix` is no beginning of a handle, or shorter than people must write.
    init?(prefix: Substring) {
        guard (NodeLimits.idPrefixDigits...Self.digits).contains(prefix.count),
            prefix.allSatisfy({ $0.isHexDigit && $0.isASCII }), let number = UInt64(prefix, radix: 16)
        else { return nil }
        let free = UInt64(4 * (Self.digits - prefix.count))
        let first = number << free
        isOne = free == 0
        do {
            before = first == 0 ? nil : try Handle(first - 1)
            last = try Handle(first | ((1 << free) - 1))
        } catch {
            return nil
        }
    }
}
