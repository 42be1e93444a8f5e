import ComityRecords

/// The record schema as clauses see it: types, fields, parts and what can be compared or transformed.
/// Specs/agreement.md#fields
struct Vocabulary: Sendable {
    static let current = Vocabulary(schema: .current)

    struct RecordType: Sendable {
        let name: String
        let fields: [FieldDefinition]
    }

    let types: [RecordType]
    /// The fields that every type has, for clauses that speak of all types.
    let common: RecordType

    init(schema: Schema) {
        types = schema.types.map { RecordType(name: $0.name, fields: $0.fields) }
        let envelope = schema.types.first?.fields.filter { $0.number >= Schema.firstEnvelopeNumber } ?? []
        common = RecordType(name: "every type", fields: envelope)
    }

    var typeNames: [String] { types.map(\.name) }

    func type(named name: String) -> RecordType? { types.first { $0.name == name } }
}

/// A field or a part of one that exists.
struct ResolvedPath: Sendable {
    let path: String
    let field: FieldDefinition
    let part: PartDefinition?
    let shape: ComparableShape

    init(path: String, field: FieldDefinition, part: PartDefinition?) {
        self.path = path
        self.field = field
        self.part = part
        shape = ComparableShape(part?.shape ?? field.shape)
    }
}

/// What became of looking up a path.
enum PathResolution {
    case found(ResolvedPath)
    case unknownField(String, known: [String])
    case unknownPart(field: String, part: String, known: [String])
}

extension Vocabulary.RecordType {
    /// Looks up `names` or `names.given`. Complexity: O(fields).
    func resolve(_ path: String) -> PathResolution {
        let pieces = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let field = fields.first(where: { $0.name == pieces[0] }) else {
            return .unknownField(pieces[0], known: fields.map(\.name))
        }
        guard pieces.count == 2 else { return .found(ResolvedPath(path: path, field: field, part: nil)) }
        guard let part = field.composite?.part(named: pieces[1]) else {
            let known = field.composite?.parts.map(\.name) ?? []
            return .unknownPart(field: pieces[0], part: pieces[1], known: known)
        }
        return .found(ResolvedPath(path: path, field: field, part: part))
    }
}

/// What a condition can do with a field.
enum ComparableShape: Hashable, Sendable {
    case text
    /// Words in lower case; ordered for levels of restriction, from the least restrictive.
    case enumeration([String], isOrdered: Bool)
    case integer
    case boolean
    case date
    case instant
    /// Has parts, or degrees: only its presence can be asked.
    case composite

    init(_ shape: ValueShape) {
        switch shape {
        case .text, .openWord: self = .text
        case .integer: self = .integer
        case .boolean: self = .boolean
        case .date: self = .date
        case .instant: self = .instant
        case .word(let words): self = .enumeration(words.map { $0.lowercased() }, isOrdered: false)
        case .level(let words): self = .enumeration(words.map { $0.lowercased() }, isOrdered: true)
        case .degrees, .composite: self = .composite
        }
    }

    var isOrdered: Bool {
        switch self {
        case .integer, .date, .instant: true
        case .enumeration(_, let isOrdered): isOrdered
        case .text, .boolean, .composite: false
        }
    }

    var isTime: Bool { self == .date || self == .instant }

    var isText: Bool {
        switch self {
        case .text, .enumeration: true
        default: false
        }
    }

    /// For messages: what stands on the right of a comparison.
    var expectation: String {
        switch self {
        case .text, .enumeration: "expected a word or a text in quotes"
        case .integer: "expected a whole number"
        case .boolean: "expected `true` or `false`"
        case .date, .instant: "expected a date, a time or `now`"
        case .composite: "it has parts: name one, or ask whether it `is present`"
        }
    }
}

extension ResolvedPath {
    /// Whether the field has this form. Specs/agreement.md#transforms
    func allows(_ transform: Transform) -> Bool {
        switch transform {
        case .year: shape == .date
        case .initials: shape == .text || (part == nil && field.composite?.name == "name")
        case .region: part == nil && field.composite?.name == "address"
        case .token: shape == .text || shape == .date || shape == .integer
        }
    }

    /// The end of a message that refuses `transform`.
    func why(_ transform: Transform) -> String {
        switch transform {
        case .year: ": it is no date"
        case .initials: ": it is no name"
        case .region: ": it is no address"
        case .token: shape == .composite ? ": name one of its parts" : ": its few values could be guessed"
        }
    }
}
