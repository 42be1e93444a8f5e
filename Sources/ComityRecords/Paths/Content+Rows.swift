/// One value of a content with its path, for tables and search.
package struct ContentRow: Hashable, Sendable {
    package let number: FieldNumber
    package let path: FieldPath
    package let text: String
    package let provenance: Provenance?
}

extension Content {
    /// Every scalar in the order of the schema, with its path; an index only where a field has several claims.
    package func rows(schema: Schema = .current) -> [ContentRow] {
        let definition = schema.type(type)
        return fields.flatMap { field in
            let fieldDefinition = definition?.field(field.number)
            return field.claims.enumerated().flatMap { index, claim in
                Self.rows(
                    claim, number: field.number, definition: fieldDefinition,
                    index: field.claims.count > 1 ? index : nil, default: defaultProvenance)
            }
        }
    }

    private static func rows(
        _ claim: Claim, number: FieldNumber, definition: FieldDefinition?, index: Int?, default: Provenance?
    ) -> [ContentRow] {
        let name = definition?.name ?? "field_\(number)"
        let provenance = claim.provenance ?? `default`
        guard case .composite(let components) = claim.value else {
            let text = definition?.shape.text(of: claim.value) ?? claim.value.description
            return [
                ContentRow(
                    number: number, path: FieldPath(field: name, index: index), text: text, provenance: provenance)
            ]
        }
        return components.map { component in
            let part = definition?.composite?.part(component.number)
            let path = FieldPath(field: name, index: index, part: part?.name ?? "part_\(component.number)")
            let text = part?.shape.text(of: component.value) ?? component.value.description
            return ContentRow(number: number, path: path, text: text, provenance: provenance)
        }
    }
}
