import ComityCore

/// One thing that is wrong with a content that someone wrote here.
package struct ContentProblem: Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// An unreadable value that an import kept as it was: shown, but no ground to refuse.
    package let isRaw: Bool

    package var description: String { "`\(path)`: \(reason)" }
}

extension Schema {
    /// What is wrong with a content that is authored here. A partner's content is never held to this: a later version
    /// may know more types, fields and words. Complexity: O(claims).
    package func problems(of content: Content) -> [ContentProblem] {
        guard let definition = type(content.type) else {
            return [ContentProblem(path: "type", reason: "type \(content.type.value) is unknown", isRaw: false)]
        }
        return content.fields.flatMap { problems(of: $0, in: definition) }
    }

    /// - Throws: the first problem, as `malformed-value`, unless all are raw values.
    package func validate(_ content: Content) throws(RecordError) {
        guard let problem = problems(of: content).first(where: { !$0.isRaw }) else { return }
        throw RecordError(.malformedValue, problem.description)
    }

    private func problems(of field: Field, in type: TypeDefinition) -> [ContentProblem] {
        guard let definition = type.field(field.number) else {
            let reason = "\(type.name) has no field \(field.number)"
            return [ContentProblem(path: "field-\(field.number)", reason: reason, isRaw: false)]
        }
        var problems: [ContentProblem] = []
        // Conflicting claims of a `C1` field are shown, not refused.
        if field.claims.count > 1, !definition.isRepeatable, definition.kind != .displayedClaimSet {
            let reason = "takes one value, not \(field.claims.count)"
            problems.append(ContentProblem(path: definition.name, reason: reason, isRaw: false))
        }
        for (index, claim) in field.claims.enumerated() {
            let path = FieldPath(field: definition.name, index: field.claims.count > 1 ? index : nil)
            problems += Self.problems(of: claim.value, shape: definition.shape, path: path)
        }
        return problems
    }

    private static func problems(of value: Value, shape: ValueShape, path: FieldPath) -> [ContentProblem] {
        guard case .composite(let definition) = shape, case .composite(let components) = value else {
            return shape.accepts(value) ? [] : [problem(value, shape, "\(path)")]
        }
        return components.compactMap { component in
            guard let part = definition.part(component.number) else {
                let reason = "\(definition.name) has no part \(component.number)"
                return ContentProblem(path: "\(path)", reason: reason, isRaw: false)
            }
            return part.shape.accepts(component.value)
                ? nil : problem(component.value, part.shape, "\(path).\(part.name)")
        }
    }

    private static func problem(_ value: Value, _ shape: ValueShape, _ path: String) -> ContentProblem {
        let reason = "`\(value.description.prefix(80))` is not allowed: write \(shape.summary)"
        return ContentProblem(path: path, reason: reason, isRaw: shape.isRaw(value))
    }
}
