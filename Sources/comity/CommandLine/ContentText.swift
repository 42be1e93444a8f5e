import ComityCore
import ComityRecords

/// Contents of records for people and for JSON.
enum ContentText {
    /// What people call the record by: of a person the first name and the date of birth, else its first value.
    static func headline(_ content: Content) -> String {
        guard content.type == .person else {
            return content.fields.first.flatMap { field in field.claims.first.map { text(of: $0.value, field, content) }
            }
                ?? ""
        }
        let name = content[.names].first.map { self.name($0.value) } ?? "(no name)"
        let dob = content.value(.dob)?.date.map { ", born \($0)" } ?? ""
        return name + dob
    }

    /// One line for each claim, `field  value`.
    static func lines(_ content: Content) -> [String] {
        let entries = content.fields.flatMap { field in
            field.claims.map { (title(of: field, content), text(of: $0.value, field, content)) }
        }
        let width = entries.map(\.0.count).max() ?? 0
        return entries.map { Prose.padded($0.0, to: width) + "  " + $0.1 }
    }

    /// An object of field names, each with the list of its claims.
    static func output(_ content: Content) -> OutputValue {
        .object(
            content.fields.map { field in
                let shape = definition(of: field, content)?.shape
                return OutputField(
                    title(of: field, content), .array(field.claims.map { output($0.value, shape) }))
            })
    }

    private static func name(_ value: Value) -> String {
        if let full = value[NamePart.full]?.text { return full }
        let parts = [NamePart.given, NamePart.middle, NamePart.family].compactMap { value[$0]?.text }
        return parts.isEmpty ? "(no name)" : parts.joined(separator: " ")
    }

    private static func definition(of field: Field, _ content: Content) -> FieldDefinition? {
        Schema.current.field(field.number, of: content.type)
    }

    /// The field's name; of a field that this version does not know, its number.
    private static func title(of field: Field, _ content: Content) -> String {
        definition(of: field, content)?.name ?? "field_\(field.number)"
    }

    private static func text(of value: Value, _ field: Field, _ content: Content) -> String {
        text(value, definition(of: field, content)?.shape)
    }

    private static func text(_ value: Value, _ shape: ValueShape?) -> String {
        switch value {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .boolean(let boolean): boolean ? "yes" : "no"
        case .date(let date): date.description
        case .instant(let instant): instant.description
        case .unknown(let bytes): "cbor:" + Hex.encode(bytes)
        case .composite(let components):
            components.map { component in
                let part = composite(shape)?.part(component.number)
                return "\(part?.name ?? "part_\(component.number)") \(text(component.value, part?.shape))"
            }.joined(separator: ", ")
        }
    }

    private static func output(_ value: Value, _ shape: ValueShape?) -> OutputValue {
        switch value {
        case .integer(let integer): .integer(integer)
        case .boolean(let boolean): .boolean(boolean)
        case .composite(let components):
            .object(
                components.map { component in
                    let part = composite(shape)?.part(component.number)
                    return OutputField(
                        part?.name ?? "part_\(component.number)", output(component.value, part?.shape))
                })
        default: .text(text(value, shape))
        }
    }

    private static func composite(_ shape: ValueShape?) -> CompositeDefinition? {
        if case .composite(let definition)? = shape { definition } else { nil }
    }
}
