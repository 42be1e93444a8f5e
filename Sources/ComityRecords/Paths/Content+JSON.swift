package import ComityCore

/// Contents as JSON, for `--json`: names of the schema as members, a list where a field repeats. Specs/records.md#json
extension Content {
    package func json(schema: Schema = .current) -> JSONValue {
        let definition = schema.type(type)
        var members = [JSONMember("type", .string(type.description))]
        for field in fields {
            let fieldDefinition = definition?.field(field.number)
            let values = field.claims.map { Self.json($0, fieldDefinition?.shape) }
            let isList = fieldDefinition?.isRepeatable ?? true || values.count > 1
            members.append(
                JSONMember(fieldDefinition?.name ?? "field_\(field.number)", isList ? .array(values) : values[0]))
        }
        if let defaultProvenance { members.append(JSONMember("provenance", defaultProvenance.json)) }
        return .object(members)
    }

    private static func json(_ claim: Claim, _ shape: ValueShape?) -> JSONValue {
        let value = json(claim.value, shape)
        guard let provenance = claim.provenance else { return value }
        return ["value": value, "provenance": provenance.json]
    }

    private static func json(_ value: Value, _ shape: ValueShape?) -> JSONValue {
        switch value {
        case .boolean(let boolean): return .boolean(boolean)
        case .integer(let integer):
            if case .degrees? = shape { return .decimal(Double(integer) / 1_000_000) }
            return .integer(integer)
        case .composite(let components):
            var definition: CompositeDefinition?
            if case .composite(let composite)? = shape { definition = composite }
            return .object(
                components.map { component in
                    let part = definition?.part(component.number)
                    return JSONMember(
                        part?.name ?? "part_\(component.number)", json(component.value, part?.shape))
                })
        default: return .string(value.description)
        }
    }
}

extension Provenance {
    package var json: JSONValue {
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONMember(name, value)) }
        }
        add("observed_at", observedAt.map { .string($0.description) })
        add("recorded_at", recordedAt.map { .string($0.timestamp.description) })
        add("author", author.map { .string($0) })
        add("method", method.map { .string($0.description) })
        add("basis", factOrAssessment.map { .string($0.description) })
        add("source_evaluation", sourceEvaluation.map { ["scheme": .string($0.scheme), "code": .string($0.code)] })
        add(
            "information_evaluation",
            informationEvaluation.map { ["scheme": .string($0.scheme), "code": .string($0.code)] })
        add("confidence", confidence.map { .integer(Int64($0)) })
        add("evidence_ref", evidenceRef.map { .string($0) })
        add("expires", expires.map { .string($0.description) })
        return .object(members)
    }
}
