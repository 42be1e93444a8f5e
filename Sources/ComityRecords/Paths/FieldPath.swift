import ComityCore

/// A field as people type it: `dob`, `names.given`, `names[1].family`. Specs/records.md#paths
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    /// The most claims a path can count: as many as a field may have.
    package static let indexLimit = Field.claimLimit

    package let field: String
    /// Which claim of the field, from 0, in the order shown; nil if the path does not say.
    package let index: Int?
    package let part: String?

    package init(field: String, index: Int? = nil, part: String? = nil) {
        self.field = field
        self.index = index
        self.part = part
    }

    /// - Throws: `malformed-path` naming the input.
    package init(parsing text: some StringProtocol) throws(RecordError) {
        let malformed = RecordError(
            .malformedPath,
            "`\(String(text).prefix(80))` is no field path: write it as `dob`, `names.given` or `names[1].given`")
        let pieces = Self.split(text, at: UInt8(ascii: "."))
        guard pieces.count <= 2 else { throw malformed }
        let bracket = Self.split(pieces[0], at: UInt8(ascii: "["))
        guard Self.isWord(bracket[0]), bracket.count <= 2 else { throw malformed }
        field = bracket[0]
        if bracket.count == 2 {
            guard bracket[1].hasSuffix("]"), let index = Int(bracket[1].dropLast()),
                (0..<Self.indexLimit).contains(index)
            else { throw malformed }
            self.index = index
        } else {
            index = nil
        }
        part = pieces.count == 2 ? pieces[1] : nil
        guard part.map(Self.isWord) ?? true else { throw malformed }
    }

    package var description: String {
        field + (index.map { "[\($0)]" } ?? "") + (part.map { ".\($0)" } ?? "")
    }

    /// The pieces of `text` around each `separator`, at least one.
    private static func split(_ text: some StringProtocol, at separator: UInt8) -> [String] {
        Array(text.utf8).split(separator: separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
    }
}

/// A path that names something of the schema.
package struct ResolvedPath: Sendable {
    package let path: FieldPath
    package let field: FieldDefinition
    package let part: PartDefinition?

    /// What is written there: of the part if the path names one.
    package var shape: ValueShape { part?.shape ?? field.shape }
}

extension TypeDefinition {
    /// Finds what a path names.
    /// - Throws: `unknown-field` naming the path and what it could be.
    package func resolve(_ path: FieldPath) throws(RecordError) -> ResolvedPath {
        guard let field = field(named: path.field) else {
            let suggestion = nearestName(to: path.field, among: fields.map(\.name))
            let hint = suggestion.map { ": did you mean `\($0)`?" } ?? ""
            throw RecordError(.unknownField, "`\(path)` is no field of \(name)\(hint)")
        }
        guard let partName = path.part else { return ResolvedPath(path: path, field: field, part: nil) }
        guard let composite = field.composite else {
            throw RecordError(.unknownField, "`\(path)` is no field of \(name): `\(field.name)` has no parts")
        }
        guard let part = composite.part(named: partName) else {
            throw RecordError(
                .unknownField, "`\(path)` is no field of \(name): `\(field.name)` has \(field.shape.summary)")
        }
        return ResolvedPath(path: path, field: field, part: part)
    }

    package func resolve(_ text: some StringProtocol) throws(RecordError) -> ResolvedPath {
        try resolve(FieldPath(parsing: text))
    }
}

/// The name that differs least from `name`, if it differs by two edits at most. Complexity: O(names × length²).
func nearestName(to name: String, among names: [String]) -> String? {
    let scored = names.map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
    guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= 2,
        best.distance < name.utf8.count
    else { return nil }
    return best.name
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
    for row in 0...left.count { rows[row][0] = row }
    for column in 0...right.count { rows[0][column] = column }
    for row in 0..<left.count {
        for column in 0..<right.count {
            let cost = left[row] == right[column] ? 0 : 1
            var best = min(rows[row][column + 1] + 1, rows[row + 1][column] + 1, rows[row][column] + cost)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, rows[row - 1][column - 1] + 1)
            }
            rows[row + 1][column + 1] = best
        }
    }
    return rows[left.count][right.count]
}
