import ComityCore

/// One value of a joined field, and everyone who stated it.
package struct JoinedValue: Hashable, Sendable {
    package let value: Value
    /// In order of the sources; a source stands once for each provenance.
    package let statedBy: [Attribution]

    package struct Attribution: Hashable, Sendable {
        package let source: RecordSource
        package let provenance: Provenance?
    }
}

/// What all sources say about one field. Specs/records.md#joins
package struct JoinedField: Hashable, Sendable {
    package let number: FieldNumber
    package let kind: JoinKind
    /// For `C1` the one to show stands first; else in order of their encoding.
    package let values: [JoinedValue]

    /// Whether a `C1` field has more than one value: shown as a conflict, never resolved by the machine.
    package var isConflicting: Bool { kind == .displayedClaimSet && values.count > 1 }
}

extension JoinedRecord {
    /// The fields that join across agencies. `O1` and `R^` do not: see ``binding(_:schema:)``.
    ///
    /// Complexity: O(entries).
    package func fields(schema: Schema = .current) -> [JoinedField] {
        let type = self.type
        var fields: [JoinedField] = []
        var start = 0
        while start < entries.count {
            let number = entries[start].number
            let end = entries[start...].firstIndex { $0.number != number } ?? entries.count
            let kind = schema.kind(of: number, in: type)
            if [.claimSet, .displayedClaimSet, .log].contains(kind) {
                let values = Self.values(entries[start..<end])
                fields.append(
                    JoinedField(
                        number: number, kind: kind,
                        values: kind == .displayedClaimSet ? DisplayRule.ordered(values) : values))
            }
            start = end
        }
        return fields
    }

    /// The type that the most sources name; of equals the smallest number.
    package var type: RecordType {
        var counts: [RecordType: Int] = [:]
        for type in sources.values { counts[type, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? RecordType(0)
    }

    /// The `O1` and `R^` fields that `source` put on its own view: they bind nobody else's.
    ///
    /// A restriction that the source stated several times holds at its most restrictive.
    package func binding(_ source: RecordSource, schema: Schema = .current) -> [Field] {
        guard let type = sources[source] else { return [] }
        var claims: [FieldNumber: [Claim]] = [:]
        for entry in entries where entry.source == source {
            let kind = schema.kind(of: entry.number, in: type)
            if kind == .originatorOnly || kind == .restriction { claims[entry.number, default: []].append(entry.claim) }
        }
        return claims.sorted { $0.key < $1.key }.map { number, claims in
            guard let definition = schema.field(number, of: type), definition.kind == .restriction else {
                return Field(number, claims: claims)
            }
            let joined = Restriction.join(claims.map(\.value), shape: definition.shape)
            return Field(number, claims: claims.filter { joined.contains($0.value) })
        }
    }

    private static func values(_ entries: ArraySlice<Entry>) -> [JoinedValue] {
        var order: [Value] = []
        var statedBy: [Value: [JoinedValue.Attribution]] = [:]
        for entry in entries {
            if statedBy[entry.claim.value] == nil { order.append(entry.claim.value) }
            statedBy[entry.claim.value, default: []].append(
                JoinedValue.Attribution(source: entry.source, provenance: entry.claim.provenance))
        }
        let values = order.map { value in
            (bytes: value.encoded, value: JoinedValue(value: value, statedBy: statedBy[value] ?? []))
        }
        return values.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.value)
    }
}
