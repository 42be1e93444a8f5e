/// The difference between two contents of one record: whole fields that changed. Specs/records.md#patches
///
/// Law: `base.applying(target.difference(from: base)!) == target`.
package struct ContentPatch: Hashable, Sendable {
    /// What happens to the default provenance.
    package enum ProvenanceChange: Hashable, Sendable {
        case unchanged
        case set(Provenance)
        case removed
    }

    /// Fields that are new or different, ascending by number.
    package let set: [Field]
    /// Fields that are gone, ascending.
    package let removed: [FieldNumber]
    package let provenance: ProvenanceChange

    /// Takes both lists in any order. A number in both lists is set.
    package init(set: [Field], removed: [FieldNumber], provenance: ProvenanceChange = .unchanged) {
        let content = Content(type: RecordType(0), fields: set)
        self.set = content.fields
        self.removed = Set(removed).filter { content[$0].isEmpty }.sorted()
        self.provenance = provenance
    }

    package var isEmpty: Bool { self.set.isEmpty && removed.isEmpty && provenance == .unchanged }
}

extension Content {
    /// What turns `base` into this content, or nil if they are of different types (then a whole state is due).
    ///
    /// Complexity: O(fields + claims of both).
    package func difference(from base: Content) -> ContentPatch? {
        guard type == base.type else { return nil }
        let changed = fields.filter { base[$0.number] != $0.claims }
        let removed = base.fields.map(\.number).filter { self[$0].isEmpty }
        return ContentPatch(set: changed, removed: removed, provenance: provenanceChange(from: base))
    }

    package func applying(_ patch: ContentPatch) -> Content {
        var content = self
        for number in patch.removed { content.unset(number) }
        for field in patch.set { content.set(field) }
        switch patch.provenance {
        case .unchanged: break
        case .set(let provenance): content.defaultProvenance = provenance
        case .removed: content.defaultProvenance = nil
        }
        return content
    }

    private func provenanceChange(from base: Content) -> ContentPatch.ProvenanceChange {
        if defaultProvenance == base.defaultProvenance { return .unchanged }
        return defaultProvenance.map { .set($0) } ?? .removed
    }
}
