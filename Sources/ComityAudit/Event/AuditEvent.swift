package import ComityCore

/// One leaf of the audit trail: when, what, and the identifiers and commitments that say of whom. Specs/audit.md#events
///
/// ```swift
/// try AuditEvent(.batchAcknowledged, at: now, .agency(peer), .agreement(id), .audience(audience), .epoch(epoch),
/// .end(64)) ```
package struct AuditEvent: Hashable, Sendable {
    /// By the node's own clock. Times of one trail may go back when the clock was set; the order of leaves is what
    /// counts.
    package let time: Timestamp
    package let kind: AuditEventKind
    /// In the order of their numbers, each at most once.
    package let fields: [AuditField]

    /// - Throws: `inconsistent` if the kind has no such field, lacks one that it must have, or has one twice.
    package init(_ kind: AuditEventKind, at time: Timestamp, _ fields: AuditField...) throws(AuditError) {
        try self.init(kind, at: time, fields: fields)
    }

    /// As the other, for fields that are put together; nil fields are left out.
    package init(_ kind: AuditEventKind, at time: Timestamp, fields: [AuditField?]) throws(AuditError) {
        self.kind = kind
        self.time = time
        self.fields = fields.compactMap { $0 }.sorted { $0.number < $1.number }
        try checkInvariants()
    }

    init(unchecked kind: AuditEventKind, at time: Timestamp, fields: [AuditField]) {
        self.kind = kind
        self.time = time
        self.fields = fields
    }

    /// The field of this tag, if the event has it.
    package subscript(tag: AuditField.Tag) -> AuditField? { fields.first { $0.tag == tag } }

    /// The agency that the event is about.
    package var agency: AgencyID? { if case .agency(let agency) = self[.agency] { agency } else { nil } }
    package var agreement: AgreementID? { if case .agreement(let id) = self[.agreement] { id } else { nil } }
    package var epoch: Epoch? { if case .epoch(let epoch) = self[.epoch] { epoch } else { nil } }
    package var record: RecordID? { if case .record(let id) = self[.record] { id } else { nil } }
    package var commitment: Digest? { if case .commitment(let digest) = self[.commitment] { digest } else { nil } }

    func checkInvariants() throws(AuditError) {
        let rule = AuditEventRule.of(kind)
        var present = AuditFieldSet([])
        for field in fields {
            guard rule.allowed.contains(field.tag) else {
                throw AuditError(.inconsistent, "an event `\(kind.name)` has no field `\(field.name)`")
            }
            guard !present.contains(field.tag) else {
                throw AuditError(.inconsistent, "an event `\(kind.name)` has `\(field.name)` twice")
            }
            present.insert(field.tag)
        }
        guard present.isSuperset(of: rule.required) else {
            let missing = rule.required.tags.filter { !present.contains($0) }.map(\.name)
            throw AuditError(.inconsistent, "an event `\(kind.name)` lacks `\(missing.joined(separator: "`, `"))`")
        }
    }
}
