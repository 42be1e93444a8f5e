import ComityCore

/// Changes a content by paths, as `record add` and `record edit` do. Specs/records.md#editing
///
/// Indexes count the claims as they stood before the edit; one beyond them makes a new claim, and all settings with the
/// same index make one. Without an index a part means the only claim, a repeatable field gets one more claim, any other
/// field is replaced.
package struct ContentEditor {
    private let definition: TypeDefinition
    private let provenance: Provenance?
    private var content: Content
    /// The claims of fields that were touched, by number; nil marks a claim that is gone.
    private var touched: [FieldNumber: [Int: Claim?]] = [:]

    /// - Parameter provenance: of every claim that is set; nil keeps what the claim had.
    package init(_ content: Content, schema: Schema = .current, provenance: Provenance? = nil) throws(RecordError) {
        guard let definition = schema.type(content.type) else {
            throw RecordError(.unknownType, "records of \(content.type) cannot be edited by this version")
        }
        self.definition = definition
        self.provenance = provenance
        self.content = content
    }

    /// Sets what `path` names to what `text` spells.
    /// - Throws: `malformed-path`, `unknown-field`, `malformed-value` or `limit-exceeded` naming path and allowed
    /// values.
    package mutating func set(_ path: FieldPath, to text: String) throws(RecordError) {
        let resolved = try definition.resolve(path)
        let value = try resolved.shape.read(text, at: path)
        let number = resolved.field.number
        var claims = self.claims(of: number)
        if let part = resolved.part {
            let index = try claimIndex(path, of: number)
            let old = claims[index] ?? nil
            let components = (old?.value.components ?? []) + [Component(part.number, value)]
            claims[index] = claim(.composite(of: components), replacing: old)
        } else if let index = path.index {
            claims[index] = claim(value, replacing: claims[index] ?? nil)
        } else if resolved.field.isRepeatable {
            claims[(claims.keys.max() ?? -1) + 1] = claim(value, replacing: nil)
        } else {
            let old = claims[0] ?? nil
            claims = [0: claim(value, replacing: old)]
        }
        guard claims.keys.allSatisfy({ $0 < Field.claimLimit }) else {
            throw RecordError(.limitExceeded, "`\(path)` has over \(Field.claimLimit) claims")
        }
        touched[number] = claims
    }

    /// Removes what `path` names: a field, one claim, or one part of a claim.
    /// - Throws: `unknown-field` if there is no such field, or nothing there.
    package mutating func unset(_ path: FieldPath) throws(RecordError) {
        let resolved = try definition.resolve(path)
        let number = resolved.field.number
        var claims = self.claims(of: number)
        let nothing = RecordError(.unknownField, "`\(path)` is not set")
        guard path.index != nil || resolved.part != nil else {
            guard claims.values.contains(where: { $0 != nil }) else { throw nothing }
            touched[number] = [:]
            return
        }
        let index = try claimIndex(path, of: number)
        guard let old = claims[index] ?? nil else { throw nothing }
        if let part = resolved.part {
            let rest = (old.value.components ?? []).filter { $0.number != part.number }
            guard rest.count < old.value.components?.count ?? 0 else { throw nothing }
            claims[index] = .some(rest.isEmpty ? nil : claim(.composite(rest), replacing: old))
        } else {
            claims[index] = .some(nil)
        }
        touched[number] = claims
    }

    /// The content with all changes.
    /// - Throws: what ``Schema/validate(_:)`` finds in the fields that were touched.
    package func finish() throws(RecordError) -> Content {
        var result = content
        for (number, claims) in touched {
            result.set(number, to: claims.values.compactMap { $0 })
        }
        let edited = Content(type: content.type, fields: result.fields.filter { touched[$0.number] != nil })
        try Schema(version: 0, types: [definition]).validate(edited)
        guard result.encoded.count <= Content.limitBytes, result.fields.count <= Content.fieldLimit else {
            throw RecordError(.limitExceeded, "the record is over the limit of \(Content.limitBytes) bytes")
        }
        return result
    }

    /// The index that a path names or means: a part without one means the only claim, if there are not several.
    private func claimIndex(_ path: FieldPath, of number: FieldNumber) throws(RecordError) -> Int {
        if let index = path.index { return index }
        let count = content[number].count
        guard count > 1, let part = path.part else { return 0 }
        throw RecordError(
            .malformedPath,
            "`\(path)` is one of \(count): write `\(path.field)[0].\(part)` to `\(path.field)[\(count - 1)].\(part)`")
    }

    private func claims(of number: FieldNumber) -> [Int: Claim?] {
        if let claims = touched[number] { return claims }
        return Dictionary(uniqueKeysWithValues: content[number].enumerated().map { ($0.offset, $0.element) })
    }

    private func claim(_ value: Value, replacing old: Claim?) -> Claim {
        Claim(value, provenance: provenance ?? old?.provenance)
    }
}

extension Content {
    /// A content of `type` with these settings, as `record add` makes it.
    package init(
        type: TypeDefinition, settings: [(path: String, value: String)], provenance: Provenance? = nil
    ) throws(RecordError) {
        var content = Content(type: type.type)
        content.defaultProvenance = provenance
        self = try content.editing(settings: settings, removing: [])
    }

    /// This content with `removing` unset and then `settings` set; both count claims as they stand now.
    package func editing(
        settings: [(path: String, value: String)], removing: [String], provenance: Provenance? = nil
    ) throws(RecordError) -> Content {
        var editor = try ContentEditor(self, provenance: provenance)
        for path in removing { try editor.unset(FieldPath(parsing: path)) }
        for setting in settings { try editor.set(FieldPath(parsing: setting.path), to: setting.value) }
        return try editor.finish()
    }
}
