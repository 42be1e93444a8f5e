/// What inference decided about one column, and why.
package struct ColumnInference: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case id
        case kind(ColumnKind, format: DateFormat?)
        /// The column is named as a field of the record.
        case field(FieldPath)
        /// Labels of test data: never imported.
        case ignored
        /// Nothing was recognised: not imported.
        case unmapped
    }

    package let column: String
    package let decision: Decision
    /// One line: lower case, without final period.
    package let reason: String

    var kind: ColumnKind? { if case .kind(let kind, _) = decision { kind } else { nil } }
}

/// Guesses a field map from the header and the first rows of a file of persons. Specs/field-map.md#auto
///
/// A name proposes, the values must agree. For records a wrong guess would put data where it does not belong, so what
/// is in doubt stays out; for a comparison it costs little, so values may tell what a name does not.
package enum FieldInference {
    /// What the map is for.
    package enum Purpose: Sendable {
        case records
        case comparison
    }

    /// How many rows are looked at.
    package static let sampleRows = 500

    /// The map and the reasons, one for each column in order.
    ///
    /// - Parameter ignoring: columns that must stay out, with the reason.
    /// Complexity: O(cells of `rows`).
    package static func infer(
        header: [String], rows: [CSVRow], purpose: Purpose = .records, ignoring: [String: String] = [:],
        defaults: [FieldMap.Setting] = []
    ) -> (map: FieldMap, columns: [ColumnInference]) {
        let samples = header.indices.map { ColumnSample(rows: rows, column: $0) }
        let id = identifier(header.indices.filter { ignoring[header[$0]] == nil }, header, samples, purpose)
        var columns = header.indices.map { index in
            if index == id {
                return ColumnInference(
                    column: header[index], decision: .id,
                    reason: samples[index].distinctShare > 0.5 ? "its name, and its values differ" : "its name")
            }
            if let reason = ignoring[header[index]] {
                return ColumnInference(column: header[index], decision: .ignored, reason: reason)
            }
            return decide(header[index], samples[index], purpose)
        }
        columns = NameContext(columns, rows: rows).resolved
        if purpose == .comparison { columns = ComparisonContext(columns, samples, rows: rows).resolved }
        let entries = columns.compactMap { column -> FieldMap.Entry? in
            switch column.decision {
            case .kind(let kind, let format):
                return FieldMap.Entry(column: column.column, target: .kind(kind), format: format)
            case .field(let path): return FieldMap.Entry(column: column.column, target: .field(path))
            case .id, .ignored, .unmapped: return nil
            }
        }
        let map = FieldMap(
            type: "person", idColumn: id.map { header[$0] }, defaults: defaults, entries: entries)
        return (map, columns)
    }

    /// Of the columns named like an id the one with the most different values. Where rows are only compared, and so
    /// have other names too, they must be most of the rows; for records, a row without its id would be doubled by the
    /// next import, so that it is enough if most rows have one.
    private static func identifier(
        _ open: [Int], _ header: [String], _ samples: [ColumnSample], _ purpose: Purpose
    ) -> Int? {
        let named = open.filter { ColumnNames.identifiers.contains(ColumnNames.compact(header[$0])) }
        let best = named.max { (samples[$0].distinctShare, $1) < (samples[$1].distinctShare, $0) }
        return best.flatMap { index in
            let sample = samples[index]
            let isFilled = sample.count * 2 > sample.rowCount && Set(sample.cells).count > 1
            return sample.distinctShare > 0.5 || (purpose == .records && isFilled) ? index : nil
        }
    }

    private static func decide(_ name: String, _ sample: ColumnSample, _ purpose: Purpose) -> ColumnInference {
        if ColumnNames.alwaysIgnored.contains(name.lowercased()) {
            return ColumnInference(
                column: name, decision: .ignored, reason: "a column of this name is never imported by itself")
        }
        guard let proposed = ColumnNames.kind(of: name) else {
            if purpose == .records, let path = fieldPath(name) {
                return ColumnInference(column: name, decision: .field(path), reason: "the record's field of this name")
            }
            if let email = ColumnValues(sample).email {
                return ColumnInference(column: name, decision: .kind(.email, format: nil), reason: email.reason)
            }
            let isNamedAsID = ColumnNames.identifiers.contains(ColumnNames.compact(name))
            return ColumnInference(
                column: name, decision: .unmapped,
                reason: isNamedAsID
                    ? "named as an id, but its values are missing or repeat, or another column is it"
                    : "neither its name nor its values tell a kind")
        }
        guard sample.count > 0 else {
            return ColumnInference(
                column: name, decision: .kind(proposed, format: nil), reason: "its name; the first rows are empty")
        }
        return check(name, proposed, sample, purpose)
    }

    /// The field of one value that is named so, in any case. What an agency says of how a record must be handled
    /// (`subject_category`, `victim_protected`, `tlp`) is never lost in silence.
    private static func fieldPath(_ name: String) -> FieldPath? {
        let name = name.lowercased()
        guard let field = Schema.current.type(named: "person")?.field(named: name), field.composite == nil else {
            return nil
        }
        return FieldPath(field: name)
    }

    /// Whether the values agree with the kind that the name proposes.
    private static func check(
        _ name: String, _ kind: ColumnKind, _ sample: ColumnSample, _ purpose: Purpose
    ) -> ColumnInference {
        switch kind {
        case .dob: return date(name, sample, purpose)
        case .birthDay where sample.share({ $0.count <= 2 }) < 0.5: return date(name, sample, purpose)
        case .birthYear: return numeric(name, kind, sample, 1000...2199)
        case .birthMonth: return numeric(name, kind, sample, 1...12)
        case .birthDay: return numeric(name, kind, sample, 1...31)
        case .email where sample.share({ $0.contains(UInt8(ascii: "@")) }) < 0.5:
            return ColumnInference(column: name, decision: .unmapped, reason: "named as email, but its values are not")
        case .givenName, .middleName, .surname, .fullName, .locality:
            guard sample.share({ ColumnValues.number($0) != nil }) < 0.5 else {
                return ColumnInference(
                    column: name, decision: .unmapped,
                    reason: "named as \(kind.rawValue), but its values are numbers")
            }
        default: break
        }
        return ColumnInference(column: name, decision: .kind(kind, format: nil), reason: "its name")
    }

    private static func date(_ name: String, _ sample: ColumnSample, _ purpose: Purpose) -> ColumnInference {
        guard let best = sample.bestFormat(DateFormat.candidates), best.share >= 0.5 else {
            // Who compares can leave each date to be read by itself; only the order of day and month must be told.
            if purpose == .comparison, let order = sample.mixedDateOrder {
                return ColumnInference(
                    column: name, decision: .kind(.dob, format: order),
                    reason: "its name; dates of several forms, read as `\(order)` where that is in doubt")
            }
            // Somebody's birthday in a strange form is still somebody's birthday.
            let hasNumbers = sample.share { $0.contains { (0x30...0x39).contains($0) } } >= 0.5
            return ColumnInference(
                column: name, decision: hasNumbers && purpose == .records ? .kind(.dob, format: nil) : .unmapped,
                reason: "named as a date, but its values have no known format")
        }
        let percent = Int(best.share * 100)
        // The reader of a wrong birthday cannot see that it is wrong: who imports must.
        let doubt = best.rival.map { "; `\($0)` reads as many: if that is meant, say so in a field map" } ?? ""
        return ColumnInference(
            column: name, decision: .kind(.dob, format: best.format),
            reason: "its name, and \(percent) % of its values are dates as `\(best.format)`\(doubt)")
    }

    private static func numeric(
        _ name: String, _ kind: ColumnKind, _ sample: ColumnSample, _ range: ClosedRange<Int>
    ) -> ColumnInference {
        // Zero stands for unknown.
        let share = sample.share { ColumnValues.number($0).map { $0 == 0 || range.contains($0) } ?? false }
        guard share >= 0.8 else {
            return ColumnInference(
                column: name, decision: .unmapped,
                reason:
                    "named as \(kind.rawValue), but its values are not from \(range.lowerBound) to \(range.upperBound)")
        }
        return ColumnInference(
            column: name, decision: .kind(kind, format: nil),
            reason: "its name, and its values from \(range.lowerBound) to \(range.upperBound)")
    }
}
