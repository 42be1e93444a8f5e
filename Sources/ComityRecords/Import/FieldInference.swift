/// What inference decided about one column, and why.
package struct ColumnInference: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case id
        case kind(ColumnKind, format: DateFormat?)
        /// Labels of test data: never imported.
        case ignored
        /// Nothing was recognised: not imported.
        case unmapped
    }

    package let column: String
    package let decision: Decision
    /// One line: lower case, without final period.
    package let reason: String
}

/// Guesses a field map from the header and the first rows of a file of persons. Specs/field-map.md#auto
///
/// A name proposes, the values must agree: a wrong guess would put data where it does not belong, so what is in doubt
/// stays out.
package enum FieldInference {
    /// How many rows are looked at.
    package static let sampleRows = 500

    /// The map and the reasons, one for each column in order.
    ///
    /// Complexity: O(cells of `rows`).
    package static func infer(
        header: [String], rows: [CSVRow], defaults: [FieldMap.Setting] = []
    ) -> (map: FieldMap, columns: [ColumnInference]) {
        let samples = header.indices.map { Sample(rows: rows, column: $0) }
        let id = identifier(header, samples)
        let columns = header.indices.map { index in
            index == id
                ? ColumnInference(column: header[index], decision: .id, reason: "its name, and its values differ")
                : decide(header[index], samples[index])
        }
        let entries = columns.compactMap { column -> FieldMap.Entry? in
            guard case .kind(let kind, let format) = column.decision else { return nil }
            return FieldMap.Entry(column: column.column, target: .kind(kind), format: format)
        }
        let map = FieldMap(
            type: "person", idColumn: id.map { header[$0] }, defaults: defaults, entries: entries)
        return (map, columns)
    }

    /// Of the columns named like an id the one with the most different values, if they are most of the rows.
    private static func identifier(_ header: [String], _ samples: [Sample]) -> Int? {
        let named = header.indices.filter { ColumnNames.identifiers.contains(ColumnNames.compact(header[$0])) }
        let best = named.max { (samples[$0].distinctShare, $1) < (samples[$1].distinctShare, $0) }
        return best.flatMap { samples[$0].distinctShare > 0.5 ? $0 : nil }
    }

    private static func decide(_ name: String, _ sample: Sample) -> ColumnInference {
        func decision(_ decision: ColumnInference.Decision, _ reason: String) -> ColumnInference {
            ColumnInference(column: name, decision: decision, reason: reason)
        }
        if ColumnNames.alwaysIgnored.contains(name.lowercased()) {
            return decision(.ignored, "a column of this name is never imported by itself")
        }
        guard let proposed = ColumnNames.kind(of: name) else {
            if sample.share({ looksLikeEmail($0) }) >= 0.8 {
                return decision(.kind(.email, format: nil), "its values are email addresses")
            }
            return decision(
                .unmapped,
                ColumnNames.identifiers.contains(ColumnNames.compact(name))
                    ? "named as an id, but its values are missing or repeat, or another column is it"
                    : "neither its name nor its values tell a kind")
        }
        guard sample.count > 0 else {
            return decision(.kind(proposed, format: nil), "its name; the first rows are empty")
        }
        return check(name, proposed, sample)
    }

    /// Whether the values agree with the kind that the name proposes.
    private static func check(_ name: String, _ kind: ColumnKind, _ sample: Sample) -> ColumnInference {
        let byName = "its name"
        switch kind {
        case .dob: return date(name, sample)
        case .birthDay where sample.share({ $0.count <= 2 }) < 0.5: return date(name, sample)
        case .birthYear: return numeric(name, kind, sample, 1000...2199)
        case .birthMonth: return numeric(name, kind, sample, 1...12)
        case .birthDay: return numeric(name, kind, sample, 1...31)
        case .email where sample.share({ $0.contains(UInt8(ascii: "@")) }) < 0.5:
            return ColumnInference(column: name, decision: .unmapped, reason: "named as email, but its values are not")
        default: return ColumnInference(column: name, decision: .kind(kind, format: nil), reason: byName)
        }
    }

    private static func date(_ name: String, _ sample: Sample) -> ColumnInference {
        var best: (format: DateFormat, share: Double)?
        var rival: DateFormat?
        for format in DateFormat.candidates {
            let share = sample.share { format.read($0) != nil }
            if share > best?.share ?? 0 {
                best = (format, share)
                rival = nil
            } else if share > 0, share == best?.share, rival == nil {
                rival = sample.tells(best?.format, from: format) ? format : nil
            }
        }
        guard let best, best.share >= 0.5 else {
            return ColumnInference(
                column: name, decision: .unmapped, reason: "named as a date, but its values have no known format")
        }
        let percent = Int(best.share * 100)
        // The reader of a wrong birthday cannot see that it is wrong: who imports must.
        let doubt = rival.map { "; `\($0)` reads as many: if that is meant, say so in a field map" } ?? ""
        return ColumnInference(
            column: name, decision: .kind(.dob, format: best.format),
            reason: "its name, and \(percent) % of its values are dates as `\(best.format)`\(doubt)")
    }

    private static func numeric(
        _ name: String, _ kind: ColumnKind, _ sample: Sample, _ range: ClosedRange<Int>
    ) -> ColumnInference {
        // Zero stands for unknown.
        let share = sample.share { number($0).map { $0 == 0 || range.contains($0) } ?? false }
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

    private static func looksLikeEmail(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let at = cell.firstIndex(of: UInt8(ascii: "@")) else { return false }
        return at > cell.startIndex && cell[at...].dropFirst(2).contains(UInt8(ascii: "."))
    }

    /// The values of one column that are not empty.
    private struct Sample {
        let cells: [ArraySlice<UInt8>]
        let rowCount: Int

        init(rows: [CSVRow], column: Int) {
            cells = rows.map { trimmed($0[column]) }.filter { !$0.isEmpty }
            rowCount = rows.count
        }

        var count: Int { cells.count }

        /// How many different values there are for each row; 1 if there are no rows.
        var distinctShare: Double { rowCount == 0 ? 1 : Double(Set(cells).count) / Double(rowCount) }

        /// Whether some value is another date in the one format than in the other.
        func tells(_ format: DateFormat?, from other: DateFormat) -> Bool {
            guard let format else { return false }
            return cells.contains { cell in
                guard let date = format.read(cell), let rival = other.read(cell) else { return false }
                return date != rival
            }
        }

        func share(_ test: (ArraySlice<UInt8>) -> Bool) -> Double {
            cells.isEmpty ? 0 : Double(cells.count(where: test)) / Double(cells.count)
        }
    }
}
