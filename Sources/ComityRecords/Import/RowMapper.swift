import ComityCore

/// Turns rows into contents by a field map. Compiled once for a file; a row costs O(its bytes).
/// Specs/field-map.md#mapping
package struct RowMapper: Sendable {
    /// Columns of the file that the map does not name: not imported, to be named once.
    package let unmappedColumns: [String]

    private let type: RecordType
    private let idColumn: Int?
    private let names: [String]
    private let steps: [Step]
    /// The fields that rows may have, ascending; steps name them by index.
    private let outputs: [FieldNumber]
    /// Fields of every row, ascending; a row's own value of a field stands instead.
    private let defaults: [Field]
    private let groupOutputs: [Int]
    private let provenance: Provenance?

    /// - Parameter header: the names of the file's columns.
    /// - Parameter provenance: of every claim; nil if the caller adds it.
    /// - Throws: `malformed-map` if a mapped column is missing or occurs twice, or a setting does not fit the schema.
    package init(
        _ map: FieldMap, header: [String], schema: Schema = .current, provenance: Provenance? = nil
    ) throws(RecordError) {
        let definition = try schema.requireType(named: map.type)
        var compiler = RowCompiler(definition: definition, header: header)
        for entry in map.entries { try compiler.add(entry) }
        type = definition.type
        names = header
        idColumn = try map.idColumn.map { (name) throws(RecordError) in try compiler.column(named: name) }
        steps = compiler.steps
        outputs = Set(compiler.fields).sorted()
        let outputs = outputs
        groupOutputs = compiler.groups.map { outputs.firstIndex(of: $0) ?? 0 }
        defaults = try Content(
            type: definition, settings: map.defaults.map { (path: $0.path, value: $0.value) }
        ).fields
        self.provenance = provenance
        let mapped = Set(map.entries.map(\.column) + [map.idColumn].compactMap { $0 })
        unmappedColumns = header.filter { !mapped.contains($0) }
    }

    /// The content of a row.
    /// - Throws: `malformed-row` if it has no id, says nothing, or says more than a record holds.
    package func map(_ row: CSVRow) throws(RecordError) -> ImportedRow {
        let id = idColumn.map { String(decoding: trimmed(row[$0]), as: UTF8.self) } ?? "row-\(row.line)"
        guard !id.isEmpty else {
            throw RecordError(.malformedRow, "the id is empty")
        }
        var state = State(claims: Array(repeating: [], count: outputs.count), groupCount: groupOutputs.count)
        for step in steps {
            let cell = trimmed(row[step.column])
            if !cell.isEmpty { apply(step, cell, row.line, &state) }
        }
        finishGroups(&state)
        finishBirth(row.line, &state)
        guard state.claims.contains(where: { !$0.isEmpty }) else {
            throw RecordError(.malformedRow, "no mapped column has a value")
        }
        let content = content(state)
        try Self.check(content, of: row)
        return ImportedRow(line: row.line, id: id, content: content, warnings: state.warnings)
    }

    /// No row below this length can make a content over its limits: the shortest claim takes two bytes of a cell.
    private static let harmlessBytes = 2048

    private static func check(_ content: Content, of row: CSVRow) throws(RecordError) {
        guard row.byteCount >= harmlessBytes else { return }
        do throws(RecordError) {
            _ = try Content(decoding: content.encoded)
        } catch {
            throw RecordError(.malformedRow, "the row makes no record: \(error.reason)")
        }
    }

    /// What a row has said so far.
    private struct State {
        /// By output.
        var claims: [[Claim]]
        /// The composites that several columns make together.
        var groups: [[Component]]
        /// Year, month and day of birth as written, empty if absent; empty as a whole if no column has any.
        var birth: [ArraySlice<UInt8>] = []
        var warnings: [ImportProblem] = []

        init(claims: [[Claim]], groupCount: Int) {
            self.claims = claims
            groups = Array(repeating: [], count: groupCount)
        }
    }

    private func apply(_ step: Step, _ cell: ArraySlice<UInt8>, _ line: Int, _ state: inout State) {
        switch step.action {
        case .part(let group, let part, let reading, let joiner):
            let value = read(cell, reading, step, line, &state)
            add(Component(part, value), to: &state.groups[group], joiner: joiner)
        case .claims(let field, let reading, let separator):
            guard let separator else {
                append(read(cell, reading, step, line, &state), to: field, &state)
                return
            }
            for piece in split(cell, at: separator) {
                let piece = trimmed(piece)
                if !piece.isEmpty { append(read(piece, reading, step, line, &state), to: field, &state) }
            }
        case .composites(let field, let part, let reading, let others, let separator):
            for piece in separator.map({ split(cell, at: $0) }) ?? [cell] {
                let piece = trimmed(piece)
                if piece.isEmpty { continue }
                append(composite(piece, part, reading, others, step, line, &state), to: field, &state)
            }
        case .birth(let part):
            if state.birth.isEmpty { state.birth = [[], [], []] }
            state.birth[part] = cell
        }
    }

    private func composite(
        _ cell: ArraySlice<UInt8>, _ part: FieldNumber, _ reading: Reading, _ others: [Component], _ step: Step,
        _ line: Int, _ state: inout State
    ) -> Value {
        if case .phone = reading {
            return .composite([PhoneNumber.read(cell)])
        }
        let component = Component(part, read(cell, reading, step, line, &state))
        return others.isEmpty ? .composite([component]) : .composite(of: others + [component])
    }

    private func add(_ component: Component, to group: inout [Component], joiner: String) {
        guard let index = group.firstIndex(where: { $0.number == component.number }) else {
            return group.append(component)
        }
        guard let old = group[index].value.text, let new = component.value.text, old != new else { return }
        group[index] = Component(component.number, .text(old + joiner + new))
    }

    private func append(_ value: Value, to field: FieldNumber, _ state: inout State) {
        guard let output = outputs.firstIndex(of: field) else { return }
        state.claims[output].append(Claim(value))
    }

    private func finishGroups(_ state: inout State) {
        for (group, components) in state.groups.enumerated() where !components.isEmpty {
            state.claims[groupOutputs[group]].append(Claim(.composite(of: components)))
        }
    }

    /// Joins the columns of year, month and day; a date column of the same row stands before them.
    private func finishBirth(_ line: Int, _ state: inout State) {
        guard !state.birth.isEmpty, let output = outputs.firstIndex(of: .dob), state.claims[output].isEmpty
        else { return }
        let parts = state.birth.map { part in part.isEmpty ? 0 : number(part) }
        if let year = parts[0], let month = parts[1], let day = parts[2],
            let date = PartialDate(
                year: year == 0 ? nil : year, month: month == 0 ? nil : month, day: day == 0 ? nil : day)
        {
            state.claims[output].append(Claim(.date(date)))
        } else {
            let raw = state.birth.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
            state.claims[output].append(Claim(.text(raw)))
            let reason = "`\(raw)` is no date of the calendar: kept as written"
            state.warnings.append(ImportProblem(line: line, column: nil, reason: reason))
        }
    }

    private func content(_ state: State) -> Content {
        var fields: [Field] = []
        fields.reserveCapacity(outputs.count + defaults.count)
        var nextDefault = 0
        for (output, number) in outputs.enumerated() where !state.claims[output].isEmpty {
            while nextDefault < defaults.count, defaults[nextDefault].number <= number {
                if defaults[nextDefault].number < number { fields.append(defaults[nextDefault]) }
                nextDefault += 1
            }
            fields.append(Field(number, claims: state.claims[output]))
        }
        fields.append(contentsOf: defaults[nextDefault...])
        return Content(type: type, fields: fields, defaultProvenance: provenance)
    }

    /// The value of a cell; what cannot be read is kept as text, with a warning.
    private func read(
        _ cell: ArraySlice<UInt8>, _ reading: Reading, _ step: Step, _ line: Int, _ state: inout State
    ) -> Value {
        switch reading {
        case .text, .phone: return .text(String(decoding: cell, as: UTF8.self))
        case .date(let formats):
            for format in formats {
                if let date = format.read(cell) { return .date(date) }
            }
            return raw(cell, "is no date", step, line, &state)
        case .sex:
            if let word = Self.sexWord(cell) { return .text(word) }
            return raw(cell, "is no known word for a sex", step, line, &state)
        case .shape(let shape):
            if let value = shape.parse(String(decoding: cell, as: UTF8.self)) { return value }
            return raw(cell, "is not \(shape.summary)", step, line, &state)
        }
    }

    private func raw(
        _ cell: ArraySlice<UInt8>, _ what: String, _ step: Step, _ line: Int, _ state: inout State
    ) -> Value {
        let text = String(decoding: cell, as: UTF8.self)
        let reason = "`\(text.prefix(60))` \(what): kept as written"
        state.warnings.append(ImportProblem(line: line, column: names[step.column], reason: reason))
        return .text(text)
    }

    private static func sexWord(_ cell: ArraySlice<UInt8>) -> String? {
        switch String(decoding: cell, as: UTF8.self).lowercased() {
        case "f", "female", "woman", "w": "female"
        case "m", "male", "man": "male"
        case "x", "d", "other", "diverse", "nonbinary", "non-binary": "other"
        case "u", "unknown", "n": "unknown"
        default: nil
        }
    }
}

/// What is done with one column.
struct Step: Sendable {
    let column: Int
    let action: Action

    enum Action: Sendable {
        /// A part of a composite that several columns make; a second column of one part is joined to the first.
        case part(group: Int, FieldNumber, Reading, joiner: String)
        /// Claims of a scalar field.
        case claims(FieldNumber, Reading, separator: [UInt8]?)
        /// Claims of a composite of which the column gives one part; the others are always the same.
        case composites(FieldNumber, FieldNumber, Reading, others: [Component], separator: [UInt8]?)
        /// Year, month or day of birth, 0 to 2.
        case birth(Int)
    }
}

/// How a cell is read.
enum Reading: Sendable {
    case text
    case date([DateFormat])
    case sex
    case phone
    case shape(ValueShape)
}

/// A cell without the spaces and tabs around it.
func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var cell = cell
    while let first = cell.first, first == 0x20 || first == 0x09 { cell.removeFirst() }
    while let last = cell.last, last == 0x20 || last == 0x09 { cell.removeLast() }
    return cell
}

/// The pieces of a cell around each separator.
func split(_ cell: ArraySlice<UInt8>, at separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = cell
    var index = rest.startIndex
    while index < rest.endIndex {
        if rest[index...].starts(with: separator) {
            pieces.append(rest[..<index])
            index += separator.count
            rest = rest[index...]
        } else {
            index += 1
        }
    }
    return pieces + [rest]
}

/// The decimal number that all of `digits` spell, at most four of them; nil otherwise.
func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...4).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
}

/// Telephone numbers as files write them. Specs/field-map.md#phones
enum PhoneNumber {
    /// The part for an international number (ITU-T E.164) if it is one, else the number as written.
    static func read(_ cell: ArraySlice<UInt8>) -> Component {
        var digits: [UInt8] = []
        for byte in cell {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where digits.isEmpty: digits.append(byte)
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("),
                UInt8(ascii: ")"):
                continue
            default: return asWritten(cell)
            }
        }
        if digits.starts(with: Array("00".utf8)) { digits.replaceSubrange(0..<2, with: [UInt8(ascii: "+")]) }
        guard digits.first == UInt8(ascii: "+"), (8...16).contains(digits.count), digits[1] != UInt8(ascii: "0") else {
            return asWritten(cell)
        }
        return Component(PhonePart.e164, .text(String(decoding: digits, as: UTF8.self)))
    }

    private static func asWritten(_ cell: ArraySlice<UInt8>) -> Component {
        Component(PhonePart.number, .text(String(decoding: cell, as: UTF8.self)))
    }
}
