/// The values of one column in the first rows, without the empty ones.
struct ColumnSample {
    let cells: [ArraySlice<UInt8>]
    let rowCount: Int

    init(rows: [CSVRow], column: Int) {
        cells = rows.map { trimmed($0[column]) }.filter { !$0.isEmpty }
        rowCount = rows.count
    }

    var count: Int { cells.count }

    /// How many different values there are for each row; 1 if there are no rows.
    var distinctShare: Double { rowCount == 0 ? 1 : Double(Set(cells).count) / Double(rowCount) }

    /// How many different values there are for each value.
    var distinctValueShare: Double { cells.isEmpty ? 0 : Double(Set(cells).count) / Double(cells.count) }

    /// The share of values that pass, 0 if there are none.
    func share(_ test: (ArraySlice<UInt8>) -> Bool) -> Double {
        cells.isEmpty ? 0 : Double(cells.count(where: test)) / Double(cells.count)
    }

    /// The date format that reads the most values, of equal ones the first, and one that reads as many but otherwise;
    /// nil if none reads any. Complexity: O(formats * values).
    /// - Parameter isWhole: count only values that have every part of the format.
    func bestFormat(
        _ formats: [DateFormat], isWhole: Bool = false
    ) -> (format: DateFormat, share: Double, rival: DateFormat?)? {
        var best: (format: DateFormat, share: Double, rival: DateFormat?)?
        for format in formats {
            let share = share { isWhole ? format.readsWhole($0) : format.read($0) != nil }
            if share > best?.share ?? 0 {
                best = (format, share, nil)
            } else if let found = best, share == found.share, found.rival == nil, tells(found.format, from: format) {
                best?.rival = format
            }
        }
        return best
    }

    /// For dates of several forms: the form with the day first or with the month first, whichever more values demand by
    /// a number over 12; nil if most values are no dates.
    var mixedDateOrder: DateFormat? {
        let groups = cells.map { $0.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        let isDate = groups.count { (1...3).contains($0.count) && $0.allSatisfy { $0.count <= 8 } }
        guard isDate * 2 >= cells.count, isDate > 0 else { return nil }
        let parts = groups.filter { $0.count == 3 && $0[0].count <= 2 && $0[1].count <= 2 }
        let dayFirst = parts.count { ColumnValues.number($0[0]) ?? 0 > 12 }
        let monthFirst = parts.count { ColumnValues.number($0[1]) ?? 0 > 12 }
        return monthFirst > dayFirst ? DateFormat.monthFirst : DateFormat.dayFirst
    }

    /// Whether some value is another date in the one format than in the other.
    private func tells(_ format: DateFormat, from other: DateFormat) -> Bool {
        cells.contains { cell in
            guard let date = format.read(cell), let rival = other.read(cell) else { return false }
            return date != rival
        }
    }
}
