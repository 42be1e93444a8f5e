package import ComityCore
package import ComityRecords
package import ComityStore
import ComityAudit
import ComityCrypto

/// The agency's own statements: validate, stamp, sign off. Each call is a step.
extension Node {
    /// Who does something, and why.
    package struct Actor: Sendable {
        package let user: String
        package let purpose: String?
        package let caseNumber: String?

        package init(user: String, purpose: String? = nil, caseNumber: String? = nil) {
            self.user = user
            self.purpose = purpose
            self.caseNumber = caseNumber
        }
    }

    /// Adds a statement of this agency.
    @discardableResult
    package func add(_ content: Content, by actor: Actor, now: Timestamp) throws -> StoredRecord {
        try store.step { try addInStep(content, by: actor, now: now) }
    }

    /// Adds statements of this agency, all in one step.
    package func add(_ contents: some Sequence<Content>, by actor: Actor, now: Timestamp) throws -> [StoredRecord] {
        try store.step { try contents.map { try addInStep($0, by: actor, now: now) } }
    }

    /// Changes a statement of this agency.
    /// - Returns: whether the content differs from before.
    @discardableResult
    package func edit(_ id: RecordID, to content: Content, by actor: Actor, now: Timestamp) throws -> Bool {
        try store.step {
            guard let record = try store.record(id) else { throw NodeError(.notFound, "no record `\(id)` is here") }
            return try editInStep(record, to: content, by: actor, now: now)
        }
    }

    /// Ends a statement; every partner's view is withdrawn.
    package func retract(
        _ id: RecordID, reason: StoredRecord.Retraction = .error, by actor: Actor, now: Timestamp
    ) throws {
        try store.step {
            guard let record = try store.record(id) else { throw NodeError(.notFound, "no record `\(id)` is here") }
            try retractInStep(record, reason: reason, by: actor, now: now)
        }
    }

    func addInStep(_ content: Content, by actor: Actor, now: Timestamp) throws -> StoredRecord {
        let time = try tick(now: now)
        let statement = Statement(id: .random(&random), content: content, createdAt: time, updatedAt: time)
        let encoded = content.encoded
        let (number, salt) = try store.insert(statement, encodedContent: encoded)
        try store.enqueue(RecordRef(log: RecordRef.ownLog, handle: number))
        try auditContent(.recordAdded, statement.id, encoded, salt: salt, by: actor, now: now)
        return StoredRecord(number: number, statement: statement, retraction: nil, orderNumber: nil)
    }

    func editInStep(_ record: StoredRecord, to content: Content, by actor: Actor, now: Timestamp) throws -> Bool {
        guard content != record.statement.content || record.retraction != nil else { return false }
        var statement = record.statement
        statement.content = content
        statement.updatedAt = try tick(now: now)
        let restricting = mayRestrict(content, after: record.statement.content)
        let encoded = content.encoded
        let salt = try store.update(record, to: statement, encodedContent: encoded, restricting: restricting)
        try store.enqueue(RecordRef(log: RecordRef.ownLog, handle: record.number))
        try auditContent(.recordEdited, record.statement.id, encoded, salt: salt, by: actor, now: now)
        return true
    }

    func retractInStep(
        _ record: StoredRecord, reason: StoredRecord.Retraction, by actor: Actor, now: Timestamp
    ) throws {
        guard record.retraction == nil else { return }
        // Partners learn that there is an order and can name it; which one it is, this agency alone knows.
        let orderNumber = reason == .order ? String(random.next()) : nil
        try store.retract(record, reason: reason, orderNumber: orderNumber, at: try tick(now: now))
        try store.enqueue(RecordRef(log: RecordRef.ownLog, handle: record.number))
        try audit(
            .recordRetracted, now: now, by: actor,
            fields: [.record(record.statement.id), .reason(ReasonCode(unchecked: reason.code))])
    }

    /// Whether an edit may narrow what partners see: it changes the envelope or what a condition tests, and is told
    /// before anything else.
    private func mayRestrict(_ content: Content, after before: Content) -> Bool {
        let deciding: (Field) -> Bool = { [book] field in
            field.isEnvelope
                || Schema.current.type(content.type)?.field(field.number).map { book.testedFields.contains($0.name) }
                    ?? true
        }
        return content.fields.filter(deciding) != before.fields.filter(deciding)
    }

    private func auditContent(
        _ kind: AuditEventKind, _ id: RecordID, _ encoded: [UInt8], salt: [UInt8], by actor: Actor, now: Timestamp
    ) throws {
        let commitment = Commitment.make(.content, encoded, salt: salt)
        try audit(kind, now: now, by: actor, fields: [.record(id), .commitment(commitment)])
    }
}

extension StoredRecord.Retraction {
    var code: String {
        switch self {
        case .notShared: "not-shared"
        case .error: "error"
        case .order: "order"
        case .importUndone: "import-undone"
        }
    }
}

extension Field {
    /// Whether the field belongs to the envelope that all record types share.
    var isEnvelope: Bool { number >= .subjectCategory }
}
