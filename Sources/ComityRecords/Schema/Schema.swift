import ComityCore

/// The record types, their fields and what values they take: data, not code. Specs/records.md#schema
package struct Schema: Sendable {
    /// Rises when types, fields or words are added; nothing is ever taken away or renumbered.
    package let version: UInt32
    package let types: [TypeDefinition]

    package static let current = Schema(version: 1, types: Schema.currentTypes)

    /// The fields of the envelope begin here; a type's own fields stand below.
    package static let firstEnvelopeNumber = FieldNumber(64)

    package init(version: UInt32, types: [TypeDefinition]) {
        self.version = version
        self.types = types
    }

    package func type(_ type: RecordType) -> TypeDefinition? { types.first { $0.type == type } }

    package func type(named name: some StringProtocol) -> TypeDefinition? { types.first { $0.name == name } }

    /// - Throws: `unknown-type` naming the types that there are.
    package func requireType(named name: some StringProtocol) throws(RecordError) -> TypeDefinition {
        guard let definition = type(named: name) else {
            let names = types.map { "`\($0.name)`" }.joined(separator: ", ")
            throw RecordError(.unknownType, "`\(String(name).prefix(40))` is no record type: use one of \(names)")
        }
        return definition
    }

    package func field(_ number: FieldNumber, of type: RecordType) -> FieldDefinition? {
        self.type(type)?.field(number)
    }

    /// How a field joins; a field that this version does not know is shown as a claim set.
    package func kind(of number: FieldNumber, in type: RecordType) -> JoinKind {
        field(number, of: type)?.kind ?? .claimSet
    }
}
