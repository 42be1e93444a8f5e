import ComityCore

/// One thing as all agencies describe it: every claim of every view that is about it, with who said it.
///
/// The state is a set, so that the join is its union: commutative, associative, idempotent, and the same however the
/// views were batched. Nothing that an agency said is ever dropped for what another said. Specs/records.md#joins
package struct JoinedRecord: Hashable, Sendable {
    /// One claim of one source, with its provenance resolved.
    package struct Entry: Hashable, Sendable {
        package let number: FieldNumber
        package let claim: Claim
        package let source: RecordSource
        /// Orders entries within a field.
        fileprivate let claimBytes: [UInt8]
    }

    /// What each source says the record is.
    package private(set) var sources: [RecordSource: RecordType]
    /// Ascending by field, claim and source, each once.
    package private(set) var entries: [Entry]

    /// Nothing said by nobody: the neutral element of the join.
    package init() {
        sources = [:]
        entries = []
    }

    package init(_ content: Content, from source: RecordSource) {
        sources = [source: content.type]
        entries = []
        for field in content.fields {
            for claim in field.claims {
                let resolved = Claim(claim.value, provenance: claim.provenance ?? content.defaultProvenance)
                entries.append(
                    Entry(number: field.number, claim: resolved, source: source, claimBytes: resolved.encoded))
            }
        }
        normalise()
    }

    package init(_ view: View) { self.init(view.content, from: RecordSource(view)) }

    /// The union. Two records that share a source but disagree on its type keep the greater number.
    ///
    /// Complexity: O(n log n) in the entries.
    package func joined(with other: JoinedRecord) -> JoinedRecord {
        var result = self
        result.sources.merge(other.sources) { max($0, $1) }
        result.entries += other.entries
        result.normalise()
        return result
    }

    private mutating func normalise() {
        entries.sort(by: Self.precedes)
        var unique: [Entry] = []
        unique.reserveCapacity(entries.count)
        for entry in entries where unique.last != entry { unique.append(entry) }
        entries = unique
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.number != right.number { return left.number < right.number }
        if left.claimBytes != right.claimBytes { return left.claimBytes.lexicographicallyPrecedes(right.claimBytes) }
        return left.source < right.source
    }

    package func checkInvariants() {
        for (index, entry) in entries.enumerated() {
            precondition(sources[entry.source] != nil, "every entry has a known source")
            precondition(index == 0 || Self.precedes(entries[index - 1], entry), "entries ascend")
        }
    }
}

/// The join of the contents of several agencies.
package func join(_ contents: some Sequence<(source: RecordSource, content: Content)>) -> JoinedRecord {
    contents.reduce(JoinedRecord()) { $0.joined(with: JoinedRecord($1.content, from: $1.source)) }
}

/// The join of views.
package func join(_ views: some Sequence<View>) -> JoinedRecord {
    views.reduce(JoinedRecord()) { $0.joined(with: JoinedRecord($1)) }
}
