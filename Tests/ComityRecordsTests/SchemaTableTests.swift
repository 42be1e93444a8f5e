import ComityRecords
import Glibc
import Testing

/// The tables of Specs/records.md are those of the schema. On a difference the test prints what the spec should say.
@Suite struct SchemaTableTests {
    @Test func theSpecShowsTheSchema() throws {
        let expected = Self.tables()
        let spec = try #require(Self.spec())
        if !spec.contains(expected) { print(expected) }
        #expect(spec.contains(expected))
    }

    private static func spec() -> String? {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let file = fopen("/\(root)/Specs/records.md", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func tables() -> String {
        var lines = ["### Fields", ""]
        for type in Schema.current.types {
            lines += ["`\(type.name)` (\(type.type.value)): \(type.doc)", ""]
            lines += table(type.fields.filter { $0.number < Schema.firstEnvelopeNumber })
        }
        lines += ["### Composites", ""]
        for composite in composites() {
            lines += ["`\(composite.name)`", "", "| number | part | shape | meaning |", "|---|---|---|---|"]
            lines += composite.parts.map { part in
                let main = part.number == composite.mainPart ? " (main part)" : ""
                return "| \(part.number) | `\(part.name)` | \(shape(part.shape)) | \(part.doc)\(main) |"
            }
            lines.append("")
        }
        lines += ["### Envelope", ""]
        lines += table(Schema.current.types[0].fields.filter { $0.number >= Schema.firstEnvelopeNumber })
        return lines.dropLast().joined(separator: "\n")
    }

    private static func table(_ fields: [FieldDefinition]) -> [String] {
        ["| number | field | kind | shape | meaning |", "|---|---|---|---|---|"]
            + fields.map { field in
                let many = field.isRepeatable ? ", repeatable" : ""
                return
                    "| \(field.number) | `\(field.name)` | \(field.kind.rawValue)\(many) | \(shape(field.shape)) | \(field.doc) |"
            } + [""]
    }

    private static func shape(_ shape: ValueShape) -> String {
        switch shape {
        case .text: "text"
        case .integer(let range): "integer \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "boolean"
        case .date: "date"
        case .instant: "instant"
        case .word(let words): "word: " + words.map { "`\($0)`" }.joined(separator: " ")
        case .openWord(let words): "open word: " + words.map { "`\($0)`" }.joined(separator: " ")
        case .level(let words): "level: " + words.map { "`\($0)`" }.joined(separator: " < ")
        case .degrees(let limit): "degrees, -\(limit) to \(limit)"
        case .composite(let definition): "`\(definition.name)`"
        }
    }

    private static func composites() -> [CompositeDefinition] {
        var seen: Set<String> = []
        return Schema.current.types.flatMap(\.fields).compactMap(\.composite).filter { seen.insert($0.name).inserted }
    }
}
