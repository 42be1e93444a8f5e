import ComityCore

extension AuditField {
    /// Appends the value, without the key. Specs/audit.md#fields
    func write(to writer: inout CBORWriter) {
        switch self {
        case .agency(let name), .via(let name): writer.text(name.text)
        case .agreement(let name): writer.text(name.text)
        case .reason(let name), .command(let name): writer.text(name.text)
        case .user(let text), .purpose(let text), .caseNumber(let text): writer.text(text.text)
        case .audience(let id): writer.byteString(id.bytes)
        case .record(let id): writer.byteString(id.bytes)
        case .match(let id): writer.byteString(id)
        case .epoch(let epoch): writer.unsigned(UInt64(epoch.value))
        case .leaf(let index), .event(let index): writer.unsigned(index.value)
        case .handle(let handle): writer.unsigned(handle.value)
        case .version(let value), .begin(let value), .end(let value), .count(let value), .updated(let value),
            .refused(let value), .sequence(let value), .order(let value):
            writer.unsigned(value)
        case .commitment(let digest), .root(let digest), .digest(let digest), .pin(let digest): writer.digest(digest)
        case .since(let time): writer.integer(time.milliseconds)
        case .clauses(let clauses):
            writer.array(count: clauses.count)
            for clause in clauses { writer.text(clause.text) }
        }
    }

    /// Reads the value of the field `tag`.
    init(_ tag: Tag, from reader: inout CBORReader) throws(CoreError) {
        switch tag {
        case .agency: self = .agency(try AgencyID(try reader.text()))
        case .via: self = .via(try AgencyID(try reader.text()))
        case .agreement: self = .agreement(try AgreementID(try reader.text()))
        case .version: self = .version(try reader.unsigned())
        case .audience: self = .audience(try AudienceID(bytes: try reader.byteSlice()))
        case .epoch: self = .epoch(Epoch(UInt32(try reader.unsigned(atMost: UInt64(UInt32.max)))))
        case .begin: self = .begin(try reader.unsigned())
        case .end: self = .end(try reader.unsigned())
        case .leaf: self = .leaf(try reader.leafIndex())
        case .handle: self = .handle(try Handle(try reader.unsigned()))
        case .record: self = .record(try RecordID(bytes: try reader.byteSlice()))
        case .count: self = .count(try reader.unsigned())
        case .updated: self = .updated(try reader.unsigned())
        case .refused: self = .refused(try reader.unsigned())
        case .commitment: self = .commitment(try reader.digest())
        case .root: self = .root(try reader.digest())
        case .digest: self = .digest(try reader.digest())
        case .clauses: self = .clauses(try Self.clauses(from: &reader))
        case .reason: self = .reason(try ReasonCode(try reader.text()))
        case .command: self = .command(try ReasonCode(try reader.text()))
        case .user: self = .user(try Self.text(from: &reader))
        case .purpose: self = .purpose(try Self.text(from: &reader))
        case .caseNumber: self = .caseNumber(try Self.text(from: &reader))
        case .match: self = .match(try Self.match(from: &reader))
        case .since: self = .since(try reader.instant())
        case .pin: self = .pin(try reader.digest())
        case .sequence: self = .sequence(try reader.unsigned())
        case .event: self = .event(try reader.leafIndex())
        case .order: self = .order(try reader.unsigned())
        }
    }

    private static func clauses(from reader: inout CBORReader) throws(CoreError) -> [ClauseID] {
        let count = try reader.array()
        guard count <= clauseLimit else {
            throw CoreError(.limitExceeded, "an event names at most \(clauseLimit) clauses, not \(count)")
        }
        var clauses: [ClauseID] = []
        for _ in 0..<count { clauses.append(try ClauseID(try reader.text())) }
        guard areAscending(clauses) else { throw CoreError(.nonCanonicalCBOR, "clauses are not in ascending order") }
        return clauses
    }

    private static func text(from reader: inout CBORReader) throws(CoreError) -> AuditText {
        let text = try reader.text()
        do throws(AuditError) { return try AuditText(text) } catch {
            throw CoreError(.unexpectedCBOR, error.reason)
        }
    }

    private static func match(from reader: inout CBORReader) throws(CoreError) -> [UInt8] {
        let id = try reader.byteString()
        guard (1...matchLimitBytes).contains(id.count) else {
            throw CoreError(.unexpectedCBOR, "a match id has 1 to \(matchLimitBytes) bytes, not \(id.count)")
        }
        return id
    }
}

/// Whether each name is greater than the one before.
func areAscending(_ names: [some Name]) -> Bool { zip(names, names.dropFirst()).allSatisfy { $0 < $1 } }
