/// One field of a record type, or of the envelope that all types share. Specs/records.md#fields
package struct FieldDefinition: Sendable {
    package let number: FieldNumber
    package let name: String
    package let kind: JoinKind
    package let shape: ValueShape
    /// Whether one agency may state several values; conflicts between agencies are another matter.
    package let isRepeatable: Bool
    package let doc: String

    package init(
        _ number: FieldNumber, _ name: String, _ kind: JoinKind, _ shape: ValueShape, isRepeatable: Bool? = nil,
        _ doc: String
    ) {
        self.number = number
        self.name = name
        self.kind = kind
        self.shape = shape
        self.isRepeatable = isRepeatable ?? (kind == .claimSet || kind == .log)
        self.doc = doc
    }

    /// The parts if the field is a composite.
    package var composite: CompositeDefinition? {
        if case .composite(let definition) = shape { definition } else { nil }
    }
}

/// One record type with its own fields; the envelope's are added by ``Schema``.
package struct TypeDefinition: Sendable {
    package let type: RecordType
    package let name: String
    /// Ascending by number: the type's own, then the envelope's.
    package let fields: [FieldDefinition]
    package let doc: String

    package init(_ type: RecordType, _ name: String, _ doc: String, fields: [FieldDefinition]) {
        self.type = type
        self.name = name
        self.fields = fields
        self.doc = doc
    }

    package func field(_ number: FieldNumber) -> FieldDefinition? {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < fields.count && fields[low].number == number ? fields[low] : nil
    }

    package func field(named name: some StringProtocol) -> FieldDefinition? { fields.first { $0.name == name } }
}
