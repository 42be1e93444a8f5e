package import ComityCore

/// Field maps as people write them. Specs/field-map.md#json
extension FieldMap {
    /// The longest map in bytes.
    package static let limitBytes = 1024 * 1024

    /// Reads a map and checks it against the schema.
    /// - Throws: `malformed-map` naming the place and what may stand there.
    package init(parsing text: [UInt8], schema: Schema = .current) throws(RecordError) {
        let json: JSONValue
        do throws(CoreError) {
            json = try JSONReader.read(text, limitBytes: Self.limitBytes)
        } catch {
            throw RecordError(.malformedMap, "field map: \(error.reason)")
        }
        try self.init(json: json, schema: schema)
    }

    package init(json: JSONValue, schema: Schema = .current) throws(RecordError) {
        let map = try Place("field map", json).object(["type", "id", "defaults", "fields"])
        let type = try map.member("type")?.string() ?? "person"
        let definition = try Self.wrapped("`type`") { () throws(RecordError) in
            try schema.requireType(named: type)
        }
        let defaults = try map.member("defaults").map { (place) throws(RecordError) in
            try Self.defaults(place, definition)
        }
        guard let fields = try map.member("fields") else {
            throw RecordError(.malformedMap, "field map: `fields` is missing: list the columns there")
        }
        var entries: [Entry] = []
        for field in try fields.items() { entries.append(try Self.entry(field, definition)) }
        try Self.checkColumns(entries)
        self.init(
            type: type, idColumn: try map.member("id")?.string(), defaults: defaults ?? [], entries: entries)
    }

    /// The map as one would write it.
    package var json: JSONValue {
        var members = [JSONMember("type", .string(type))]
        if let idColumn { members.append(JSONMember("id", .string(idColumn))) }
        if !defaults.isEmpty {
            members.append(
                JSONMember("defaults", .object(defaults.map { JSONMember($0.path, .string($0.value)) })))
        }
        members.append(JSONMember("fields", .array(entries.map(\.json))))
        return .object(members)
    }

    private static func defaults(_ place: Place, _ type: TypeDefinition) throws(RecordError) -> [Setting] {
        var settings: [Setting] = []
        for (path, value) in try place.members() {
            let text = try value.scalar()
            try wrapped(value.name) { () throws(RecordError) in
                let resolved = try type.resolve(path)
                _ = try resolved.shape.read(text, at: path)
            }
            settings.append(Setting(path: path, value: text))
        }
        return settings
    }

    private static func entry(_ place: Place, _ type: TypeDefinition) throws(RecordError) -> Entry {
        let entry = try place.object(["column", "kind", "field", "format", "separator"])
        guard let column = try entry.member("column")?.string() else {
            throw RecordError(.malformedMap, "\(place.name): `column` is missing")
        }
        let target: Target
        switch (try entry.member("kind"), try entry.member("field")) {
        case (let kind?, nil): target = .kind(try self.kind(kind, type))
        case (nil, let field?): target = .field(try path(field, type))
        default:
            throw RecordError(.malformedMap, "\(place.name): give either `kind` or `field`")
        }
        let format = try entry.member("format")
        let separator = try entry.member("separator")
        try checkOptions(target, format, separator, type)
        return Entry(
            column: column, target: target,
            format: try format.map { (place) throws(RecordError) in try self.format(place) },
            separator: try separator?.string())
    }

    private static func kind(_ place: Place, _ type: TypeDefinition) throws(RecordError) -> ColumnKind {
        let text = try place.string()
        guard let kind = ColumnKind(rawValue: text) else {
            let names = ColumnKind.allCases.map(\.rawValue)
            let hint = nearestName(to: text, among: names).map { "did you mean `\($0)`?" }
            throw RecordError(
                .malformedMap,
                "\(place.name): `\(text.prefix(40))` is no kind: "
                    + (hint ?? "use one of " + names.joined(separator: " ")))
        }
        if let path = kind.path {
            do throws(RecordError) {
                _ = try type.resolve(path)
            } catch {
                throw RecordError(
                    .malformedMap, "\(place.name): `\(text)` does not fit `\(type.name)`: name a `field` instead")
            }
        }
        return kind
    }

    private static func path(_ place: Place, _ type: TypeDefinition) throws(RecordError) -> FieldPath {
        let text = try place.string()
        return try wrapped(place.name) { () throws(RecordError) in
            let path = try FieldPath(parsing: text)
            _ = try type.resolve(path)
            return path
        }
    }

    private static func format(_ place: Place) throws(RecordError) -> DateFormat {
        let text = try place.string()
        return try wrapped(place.name) { () throws(RecordError) in try DateFormat(text) }
    }

    private static func checkOptions(
        _ target: Target, _ format: Place?, _ separator: Place?, _ type: TypeDefinition
    ) throws(RecordError) {
        let isDate: Bool
        let isRepeatable: Bool
        switch target {
        case .kind(let kind):
            isDate = kind.isDate
            isRepeatable = kind.makesOwnClaim
        case .field(let path):
            let resolved = try type.resolve(path)
            if case .date = resolved.shape { isDate = true } else { isDate = false }
            isRepeatable = resolved.part == nil && resolved.field.isRepeatable
        }
        if let format, !isDate {
            throw RecordError(.malformedMap, "\(format.name): only dates have a format")
        }
        if let separator {
            guard isRepeatable else {
                throw RecordError(.malformedMap, "\(separator.name): the field takes one value")
            }
            guard try !separator.string().isEmpty else {
                throw RecordError(.malformedMap, "\(separator.name): is empty")
            }
        }
    }

    private static func checkColumns(_ entries: [Entry]) throws(RecordError) {
        var seen: Set<String> = []
        for (index, entry) in entries.enumerated() where !seen.insert(entry.column).inserted {
            throw RecordError(
                .malformedMap, "field map: `fields[\(index)].column`: `\(entry.column.prefix(40))` is mapped twice")
        }
    }

    private static func wrapped<Result>(
        _ place: String, _ body: () throws(RecordError) -> Result
    ) throws(RecordError) -> Result {
        do throws(RecordError) {
            return try body()
        } catch {
            let place = place.hasPrefix("field map") ? place : "field map: \(place)"
            throw RecordError(.malformedMap, "\(place): \(error.reason)")
        }
    }
}

extension FieldMap.Entry {
    var json: JSONValue {
        var members = [JSONMember("column", .string(column))]
        switch target {
        case .kind(let kind): members.append(JSONMember("kind", .string(kind.rawValue)))
        case .field(let path): members.append(JSONMember("field", .string(path.description)))
        }
        if let format { members.append(JSONMember("format", .string(format.description))) }
        if let separator { members.append(JSONMember("separator", .string(separator))) }
        return .object(members)
    }
}

/// A JSON value and where it stands, for errors.
private struct Place {
    let name: String
    private let path: String
    private let value: JSONValue

    init(_ name: String, _ value: JSONValue, path: String = "") {
        self.name = name
        self.value = value
        self.path = path
    }

    private func child(_ path: String, _ value: JSONValue) -> Place {
        Place("field map: `\(path)`", value, path: path)
    }

    /// Itself, if it is an object without other members than these.
    func object(_ names: [String]) throws(RecordError) -> Place {
        guard let members = value.objectValue else { throw wrong("an object") }
        for member in members where !names.contains(member.name) {
            let hint = nearestName(to: member.name, among: names).map { "did you mean `\($0)`?" }
            throw RecordError(
                .malformedMap,
                "\(name): `\(member.name.prefix(40))` is unknown: " + (hint ?? "use " + names.joined(separator: " ")))
        }
        return self
    }

    func member(_ name: String) throws(RecordError) -> Place? {
        value[name].map { child(path.isEmpty ? name : "\(path).\(name)", $0) }
    }

    func members() throws(RecordError) -> [(name: String, value: Place)] {
        guard let members = value.objectValue else { throw wrong("an object") }
        return members.map { ($0.name, child("\(path).\($0.name)", $0.value)) }
    }

    func items() throws(RecordError) -> [Place] {
        guard let items = value.arrayValue else { throw wrong("a list") }
        return items.enumerated().map { child("\(path)[\($0.offset)]", $0.element) }
    }

    func string() throws(RecordError) -> String {
        guard let text = value.stringValue else { throw wrong("a text in quotes") }
        return text
    }

    /// A text, number or boolean as text.
    func scalar() throws(RecordError) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let integer): return String(integer)
        case .boolean(let boolean): return boolean ? "true" : "false"
        default: throw wrong("a text, a whole number, `true` or `false`")
        }
    }

    private func wrong(_ expected: String) -> RecordError {
        RecordError(.malformedMap, "\(name): expected \(expected)")
    }
}
