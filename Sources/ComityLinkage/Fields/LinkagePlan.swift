import ComityCore

/// Which comparisons a list of fields yields: columns of one kind are values of one comparison, in map order of
/// their first column. Specs/linkage-model.md#comparisons
package struct LinkagePlan: Hashable, Sendable {
    package struct Comparison: Hashable, Sendable {
        /// The names of its columns joined by `+`.
        package let name: String
        /// The merged kind: `dob` for the parts of a birth date.
        package let fieldKind: FieldKind
        package let kind: ComparisonKind
        /// The columns that it reads, as numbers in `fields`.
        package let columns: [Int]
    }

    package let fields: [LinkageField]
    package let comparisons: [Comparison]

    /// - Throws: `malformed-input` if no field can be compared or a name repeats, `limit-exceeded` if there are too
    ///   many fields or comparisons.
    package init(fields: [LinkageField]) throws(LinkageError) {
        guard fields.count <= LinkageLimits.fields else {
            throw LinkageError(.limitExceeded, "\(fields.count) fields are over the limit of \(LinkageLimits.fields)")
        }
        try Self.refuseRepeatedNames(fields)
        let comparisons = Self.comparisons(of: fields)
        guard !comparisons.isEmpty else {
            throw LinkageError(.malformedInput, "no field can be compared: every kind is `ignore`, or there is none")
        }
        guard comparisons.count <= LinkageLimits.comparisons else {
            let limit = LinkageLimits.comparisons
            throw LinkageError(.limitExceeded, "\(comparisons.count) comparisons are over the limit of \(limit)")
        }
        self.fields = fields
        self.comparisons = comparisons
    }

    /// The first comparison of a kind.
    package func comparison(_ kind: FieldKind) -> Int? { comparisons.firstIndex { $0.fieldKind == kind } }

    private static func refuseRepeatedNames(_ fields: [LinkageField]) throws(LinkageError) {
        var names: Set<String> = []
        for field in fields where !names.insert(field.name).inserted {
            throw LinkageError(.malformedInput, "the field `\(field.name)` is named twice")
        }
    }

    private static func comparisons(of fields: [LinkageField]) -> [Comparison] {
        var columns: [(kind: FieldKind, columns: [Int])] = []
        for (number, field) in fields.enumerated() where field.kind.comparisonKind != nil {
            let kind = field.kind.merged
            if kind != .text, let place = columns.firstIndex(where: { $0.kind == kind }) {
                columns[place].columns.append(number)
            } else {
                columns.append((kind, [number]))
            }
        }
        return columns.compactMap { entry in
            guard let kind = entry.kind.comparisonKind else { return nil }
            let name = entry.columns.map { fields[$0].name }.joined(separator: "+")
            return Comparison(name: name, fieldKind: entry.kind, kind: kind, columns: entry.columns)
        }
    }
}
