package import ComityAgreement
package import ComityCore
package import ComityRecords

/// The whole projected view of one record. Specs/feed.md#state
package struct StateEntry: Hashable, Sendable {
    package let handle: Handle
    /// The version of the agreement that it was projected under.
    package let version: UInt64
    /// The permitting clauses, ascending.
    package let clauses: [ClauseID]
    /// The first instant at which time alone changes the projection; the view is hidden from then on.
    package let expires: Timestamp?
    package let content: Content
    /// When the origin stated it, for display only.
    package let statedAt: HybridTime
    /// Where it was derived from, if the origin passes on another agency's record.
    package let source: DerivedSource?

    /// What may be said about a record is what was disclosed: there is no other way to make one to be sent.
    package init(_ disclosure: Disclosure, handle: Handle, statedAt: HybridTime) {
        self.init(
            handle: handle, version: UInt64(disclosure.version), clauses: disclosure.clauses,
            expires: disclosure.expires,
            content: disclosure.content, statedAt: statedAt, source: nil)
    }

    init(
        handle: Handle, version: UInt64, clauses: [ClauseID], expires: Timestamp?, content: Content,
        statedAt: HybridTime, source: DerivedSource?
    ) {
        self.handle = handle
        self.version = version
        self.clauses = clauses
        self.expires = expires
        self.content = content
        self.statedAt = statedAt
        self.source = source
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: 6 + (expires == nil ? 0 : 1) + (source == nil ? 0 : 1))
        writer.key(.kind)
        writer.unsigned(EntryKind.state.rawValue)
        writer.key(.handle)
        writer.unsigned(handle.value)
        writer.key(.version)
        writer.unsigned(version)
        writer.key(.clauses)
        writer.clauses(clauses)
        if let expires {
            writer.key(.expires)
            writer.integer(expires.milliseconds)
        }
        writer.key(.content)
        content.encode(into: &writer)
        writer.key(.statedAt)
        writer.unsigned(statedAt.value)
        if let source {
            writer.key(.source)
            source.write(into: &writer)
        }
    }
}

extension CBORWriter {
    mutating func clauses(_ clauses: [ClauseID]) {
        array(count: clauses.count)
        for clause in clauses { text(clause.text) }
    }
}
