import ComityCore

/// Compiles the entries of a field map into steps. Specs/field-map.md#mapping
struct RowCompiler {
    private(set) var steps: [Step] = []
    /// Every field that a step may set.
    private(set) var fields: [FieldNumber] = []
    /// The field of each composite that several columns make.
    private(set) var groups: [FieldNumber] = []

    private let definition: TypeDefinition
    private let header: [String]
    private var groupIndexes: [GroupKey: Int] = [:]
    private var hasFullName = false

    private struct GroupKey: Hashable {
        let field: FieldNumber
        let index: Int
    }

    init(definition: TypeDefinition, header: [String]) {
        self.definition = definition
        self.header = header
    }

    /// The index of a column.
    /// - Throws: `malformed-map` if the file has no such column, or two.
    func column(named name: String) throws(RecordError) -> Int {
        let indexes = header.indices.filter { header[$0] == name }
        guard let index = indexes.first else {
            let hint = nearestName(to: name, among: header).map { ": did you mean `\($0)`?" } ?? ""
            throw RecordError(.malformedMap, "the file has no column `\(name.prefix(60))`\(hint)")
        }
        guard indexes.count == 1 else {
            throw RecordError(.malformedMap, "the file has two columns `\(name.prefix(60))`")
        }
        return index
    }

    mutating func add(_ entry: FieldMap.Entry) throws(RecordError) {
        let column = try column(named: entry.column)
        let separator = entry.separator.map { Array($0.utf8) }
        switch entry.target {
        case .kind(let kind): try add(kind, entry, column, separator)
        case .field(let path): try add(path, entry, column, separator)
        }
    }

    private mutating func add(
        _ kind: ColumnKind, _ entry: FieldMap.Entry, _ column: Int, _ separator: [UInt8]?
    ) throws(RecordError) {
        guard let path = kind.path else { return }
        let resolved = try definition.resolve(path)
        let field = resolved.field.number
        switch kind {
        case .birthYear: append(column, .birth(0), field)
        case .birthMonth: append(column, .birth(1), field)
        case .birthDay: append(column, .birth(2), field)
        case .sex: append(column, .claims(field, .sex, separator: nil), field)
        case .alias:
            let others = [Component(NamePart.kind, .text("alias"))]
            append(column, .composites(field, NamePart.full, .text, others: others, separator: separator), field)
        case .nationalID:
            let others = [Component(IDDocumentPart.kind, .text("national-id"))]
            append(
                column, .composites(field, IDDocumentPart.number, .text, others: others, separator: separator), field)
        case .text, .set:
            let others = [Component(AttributePart.label, .text(entry.column))]
            append(column, .composites(field, AttributePart.text, .text, others: others, separator: separator), field)
        case .fullName where hasFullName:
            append(column, .composites(field, NamePart.full, .text, others: [], separator: nil), field)
        default:
            if kind == .fullName { hasFullName = true }
            add(resolved, entry, column, separator, makesOwnClaim: kind.makesOwnClaim)
        }
    }

    private mutating func add(
        _ path: FieldPath, _ entry: FieldMap.Entry, _ column: Int, _ separator: [UInt8]?
    ) throws(RecordError) {
        let resolved = try definition.resolve(path)
        add(resolved, entry, column, separator, makesOwnClaim: false)
    }

    private mutating func add(
        _ resolved: ResolvedPath, _ entry: FieldMap.Entry, _ column: Int, _ separator: [UInt8]?, makesOwnClaim: Bool
    ) {
        let field = resolved.field
        if let part = resolved.part {
            let reading = Self.reading(part.shape, field, part, entry.format)
            if makesOwnClaim {
                append(
                    column, .composites(field.number, part.number, reading, others: [], separator: separator),
                    field.number)
            } else {
                let group = group(field.number, resolved.path.index ?? 0)
                let joiner = field.name == "addresses" ? ", " : " "
                append(column, .part(group: group, part.number, reading, joiner: joiner), field.number)
            }
            return
        }
        if let composite = field.composite, let main = composite.mainPart, let part = composite.part(main) {
            let reading = Self.reading(part.shape, field, part, entry.format)
            append(column, .composites(field.number, main, reading, others: [], separator: separator), field.number)
            return
        }
        let reading = Self.reading(field.shape, field, nil, entry.format)
        append(column, .claims(field.number, reading, separator: separator), field.number)
    }

    private static func reading(
        _ shape: ValueShape, _ field: FieldDefinition, _ part: PartDefinition?, _ format: DateFormat?
    ) -> Reading {
        switch shape {
        case .text, .openWord: field.name == "phones" && part?.number == PhonePart.e164 ? .phone : .text
        case .date: .date(format.map { [$0] } ?? DateFormat.standard)
        case .word where field.name == "sex": .sex
        default: .shape(shape)
        }
    }

    private mutating func group(_ field: FieldNumber, _ index: Int) -> Int {
        let key = GroupKey(field: field, index: index)
        if let group = groupIndexes[key] { return group }
        groups.append(field)
        groupIndexes[key] = groups.count - 1
        return groups.count - 1
    }

    private mutating func append(_ column: Int, _ action: Step.Action, _ field: FieldNumber) {
        steps.append(Step(column: column, action: action))
        fields.append(field)
    }
}
