package import ComityCore
package import ComityRecords

/// What a record says of others travels only while the whole audience can see them. Specs/node.md#references
extension Projector {
    /// A record that content names, of a kind that the audience may be shown at all.
    package enum NamedRecord: Hashable, Sendable {
        /// One of the origin's own, by its local id.
        case own(RecordID)
        /// One of the origin's own, as this audience knows it.
        case disclosed(Handle)
        /// One that a partner shows to an audience of which all members of this one are part.
        case partners(AgencyID, AudienceID, Handle)
    }

    /// The name by which the whole audience is shown a record now.
    package struct VisibleName: Hashable, Sendable {
        package let handle: Handle
        /// When it ceases to be visible by time alone.
        package let end: Timestamp?

        package init(_ handle: Handle, until end: Timestamp?) {
            self.handle = handle
            self.end = end
        }
    }

    /// Content whose references are those that its audience knows.
    package struct NamingContent {
        package var content: Content
        /// When the first of the records named ceases to be visible by time alone.
        package var end: Timestamp?
    }

    /// Rewrites what a record names: a claim of `same_as` is left out, and a link is nil, where it names what not
    /// everybody in the audience is shown.
    /// - Parameter visible: the name of a record in its origin's feed, if it is visible there.
    /// - Complexity: O(claims that name records), and for a partner's record O(parties × clauses).
    package func naming(
        _ content: Content, visible: (NamedRecord) throws -> VisibleName?
    ) rethrows -> NamingContent? {
        var naming = NamingContent(content: content)
        for field in content.referenceFields {
            let claims = content[field]
            var kept: [Claim] = []
            for claim in claims {
                guard let named = named(by: claim.value), let name = try visible(named) else { continue }
                kept.append(Claim(reference(to: named, as: name).value, provenance: claim.provenance))
                if let end = name.end { naming.end = min(end, naming.end ?? end) }
            }
            if field != .sameAs, kept.count < max(1, claims.count) { return nil }
            if !claims.isEmpty { naming.content.set(field, to: kept) }
        }
        return naming
    }

    /// Nil for what is no reference, stands under another agreement, or is not shown to all of the audience by whoever
    /// holds it.
    private func named(by value: Value) -> NamedRecord? {
        switch RecordReference(value) {
        case .local(let id): return .own(id)
        case .wire(audience.origin, agreement.id, let handle): return .disclosed(handle)
        case .wire(let partner, agreement.id, let handle):
            let source = agreement.audiences(from: partner).first { $0.members.contains(audience.origin) }
            guard let source, Set(audience.members).isSubset(of: source.members + [partner]) else { return nil }
            return .partners(partner, source.id, handle)
        case .wire, nil: return nil
        }
    }

    private func reference(to named: NamedRecord, as name: VisibleName) -> RecordReference {
        switch named {
        case .own, .disclosed: .wire(agency: audience.origin, agreement: agreement.id, handle: name.handle)
        case .partners(let partner, _, _): .wire(agency: partner, agreement: agreement.id, handle: name.handle)
        }
    }
}
