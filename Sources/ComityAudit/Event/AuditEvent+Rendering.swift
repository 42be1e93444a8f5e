import ComityCore

/// One key and value of an event as people and JSON read it.
package struct RenderedField: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case text(String)
        case number(UInt64)
        case texts([String])
    }

    package let key: String
    package let value: Value

    init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }
}

extension AuditEvent {
    /// `at`, `kind`, and the fields by name; ids and digests in hexadecimal, times as RFC 3339. Specs/audit.md#json
    package var rendered: [RenderedField] {
        [RenderedField("at", .text(time.description)), RenderedField("kind", .text(kind.name))]
            + fields.map { RenderedField($0.name, $0.renderedValue) }
    }

    /// The fields that have no column of their own in a list of events, as `count 12, reason expired`.
    package var detail: String {
        fields.filter { !Self.columns.contains($0.tag) }
            .map { "\($0.name) \($0.renderedValue.words)" }
            .joined(separator: ", ")
    }

    private static let columns: Set<AuditField.Tag> = [
        .agency, .agreement, .record, .clauses, .purpose, .caseNumber, .user,
    ]
}

extension AuditField {
    package var renderedValue: RenderedField.Value {
        switch self {
        case .agency(let name), .via(let name): .text(name.text)
        case .agreement(let name): .text(name.text)
        case .reason(let name), .command(let name): .text(name.text)
        case .user(let text), .purpose(let text), .caseNumber(let text): .text(text.text)
        case .audience(let id): .text(id.description)
        case .record(let id): .text(id.description)
        case .handle(let handle): .text(handle.description)
        case .match(let id): .text(Hex.encode(id))
        case .commitment(let digest), .root(let digest), .digest(let digest), .pin(let digest):
            .text(digest.description)
        case .since(let time): .text(time.description)
        case .epoch(let epoch): .number(UInt64(epoch.value))
        case .leaf(let index), .event(let index): .number(index.value)
        case .version(let value), .begin(let value), .end(let value), .count(let value), .updated(let value),
            .refused(let value), .sequence(let value), .order(let value):
            .number(value)
        case .clauses(let clauses): .texts(clauses.map(\.text))
        }
    }
}

extension RenderedField.Value {
    /// On one line.
    package var words: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .texts(let texts): texts.joined(separator: " ")
        }
    }
}
