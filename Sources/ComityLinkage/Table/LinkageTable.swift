import ComityCore

/// Rows to link: standardised and dictionary-encoded. Specs/linkage-model.md#tables
///
/// Nothing that is computed from a table depends on the order in which rows were appended; it depends on the keys.
package struct LinkageTable: Sendable {
    package let plan: LinkagePlan
    /// The caller's name of each row, unique; results are ordered by it.
    package private(set) var keys: [UInt64] = []
    /// Where each row comes from: in link mode only rows of different sources are compared.
    package private(set) var sources: [UInt32] = []
    package private(set) var dictionaries: [ValueDictionary]
    private(set) var matrix: CodeMatrix
    /// Texts already seen in comparisons of one column, with their codes; bounded by ``rememberedTexts``.
    private var remembered: [[String: UInt32]]
    private static let rememberedTexts = 1 << 16

    package init(plan: LinkagePlan) {
        self.plan = plan
        let count = plan.comparisons.count
        dictionaries = (0..<count).map { _ in ValueDictionary() }
        matrix = CodeMatrix(stride: count)
        remembered = Array(repeating: [:], count: count)
    }

    /// - Throws: what ``LinkagePlan/init(fields:)`` throws.
    package init(fields: [LinkageField]) throws(LinkageError) { self.init(plan: try LinkagePlan(fields: fields)) }

    /// A table whose rows were encoded elsewhere. There is one key, source and row of codes for each row.
    init(
        plan: LinkagePlan, keys: [UInt64], sources: [UInt32], dictionaries: [ValueDictionary], matrix: CodeMatrix
    ) {
        self.plan = plan
        self.keys = keys
        self.sources = sources
        self.dictionaries = dictionaries
        self.matrix = matrix
        remembered = Array(repeating: [:], count: plan.comparisons.count)
    }

    package var count: Int { keys.count }

    /// The standardised cell of a row, by its place in ``keys``. Complexity: O(bytes).
    package func cell(_ row: Int, _ comparison: Int) -> [UInt8] {
        dictionaries[comparison].cell(matrix.row(UInt32(row))[comparison])
    }

    /// Appends a row. `values[field]` lists the texts of that field: none or an empty text is missing.
    /// - Throws: `malformed-input` unless there is one list for each field, `limit-exceeded` if the table is full.
    package mutating func append(key: UInt64, source: UInt32 = 0, values: [[String]]) throws(LinkageError) {
        guard values.count == plan.fields.count else {
            let expected = plan.fields.count
            throw LinkageError(.malformedInput, "row \(key) has \(values.count) fields where \(expected) are declared")
        }
        guard keys.count < LinkageLimits.rows else {
            throw LinkageError(.limitExceeded, "a table holds at most \(LinkageLimits.rows) rows")
        }
        own()
        keys.append(key)
        sources.append(source)
        for number in plan.comparisons.indices { matrix.codes.append(code(number, values)) }
    }

    /// Appends a row of one text for each field.
    /// - Throws: as ``append(key:source:values:)``.
    package mutating func append(key: UInt64, source: UInt32 = 0, texts: [String]) throws(LinkageError) {
        try append(key: key, source: source, values: texts.map { $0.isEmpty ? [] : [$0] })
    }

    /// Appends a row of cells that are standardised already.
    mutating func append(key: UInt64, source: UInt32, cells: [[UInt8]]) {
        own()
        keys.append(key)
        sources.append(source)
        for number in cells.indices { matrix.codes.append(dictionaries[number].code(cells[number])) }
    }

    private mutating func own() {
        if !isKnownUniquelyReferenced(&matrix) { matrix = CodeMatrix(copying: matrix) }
    }

    private mutating func code(_ number: Int, _ values: [[String]]) -> UInt32 {
        let comparison = plan.comparisons[number]
        guard comparison.columns.count == 1, values[comparison.columns[0]].count <= 1 else {
            return dictionaries[number].code(Standardisation.cell(comparison, fields: plan.fields, values: values))
        }
        guard let text = values[comparison.columns[0]].first else { return 0 }
        if let known = remembered[number][text] { return known }
        let code = dictionaries[number].code(Standardisation.cell(comparison, fields: plan.fields, values: values))
        if remembered[number].count < Self.rememberedTexts { remembered[number][text] = code }
        return code
    }
}
