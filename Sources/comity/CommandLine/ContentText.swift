import ComityCore
import ComityRecords

/// Contents of records for people.
enum ContentText {
    /// What people call the record by: of a person the first name and the date of birth, else its first value.
    static func headline(_ content: Content) -> String {
        guard content.type == .person else { return content.rows().first?.text ?? "" }
        let name = content[.names].first.map { self.name($0.value) } ?? "(no name)"
        let dob = content.value(.dob).map { ", born \($0.description)" } ?? ""
        return name + dob
    }

    /// One line for each value, `path  value`.
    static func lines(_ content: Content) -> [String] {
        let rows = content.rows()
        let width = rows.map { $0.path.description.count }.max() ?? 0
        return rows.map { Prose.padded($0.path.description, to: width) + "  " + $0.text }
    }

    /// The fields as members of their names; the type stands elsewhere.
    static func output(_ content: Content) -> JSONValue {
        .object((content.json().objectValue ?? []).filter { $0.name != "type" })
    }

    private static func name(_ value: Value) -> String {
        if let full = value[NamePart.full]?.text { return full }
        let parts = [NamePart.given, NamePart.middle, NamePart.family].compactMap { value[$0]?.text }
        return parts.isEmpty ? "(no name)" : parts.joined(separator: " ")
    }
}
