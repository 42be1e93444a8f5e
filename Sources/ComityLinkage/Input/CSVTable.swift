import ComityCore

/// The rows of one or more CSV files as a table to link. Specs/linkage-model.md#input
///
/// The table's keys are the places of its rows in the order of source and id, so that nothing depends on the order of
/// rows in the files. Reading takes all the threads that it is given and shows nothing of their number.
package struct CSVTable: Sendable {
    package let table: LinkageTable
    /// What the rows are called, by key.
    package let names: RowNames
    /// The keys of each source, in the order in which the sources were given.
    package let keys: [Range<UInt64>]
    /// By key: a number for each text of the label column, 0 where it is empty; nil if no source has one.
    package let labels: [UInt32]?

    /// The names of the columns: the first row that is not blank.
    /// - Throws: `malformed-input` if there is none, if it is refused, or if the file is UTF-16.
    package static func header(_ bytes: UnsafeRawBufferPointer, name: String) throws(LinkageError) -> [String] {
        try firstRow(bytes, name: name).cells
    }

    /// Reads the files. Sources must ascend.
    /// - Parameter threads: how many may be used, at least one.
    /// - Throws: `malformed-input` for the first row, in the order of the files, that is refused: with the file's name,
    ///   line and column; `limit-exceeded` for more rows or bytes than a table holds.
    /// Complexity: O(bytes); memory for codes, distinct values and ids.
    package init(plan: LinkagePlan, sources: [CSVSource], threads: Int = 1) throws(LinkageError) {
        let reading = CSVReading(plan, hasLabels: sources.contains { $0.labelColumn != nil }, threads: threads)
        for source in sources { try reading.read(source) }
        let (names, keys) = try reading.order(sources)
        self.names = names
        self.keys = keys
        labels = reading.labels(names.fileRows)
        table = reading.table(sources, keys, names.fileRows)
    }

    static func firstRow(
        _ bytes: UnsafeRawBufferPointer, name: String
    ) throws(LinkageError) -> (cells: [String], end: Int) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw LinkageError(.malformedInput, "`\(name)` is UTF-16: save it as UTF-8")
        }
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while position < bytes.count {
            let row = CSVScanner.cells(bytes, at: position)
            if let fault = row.fault { throw CSVTable.error(fault, bytes, name: name, header: []) }
            if let cells = row.cells { return (cells, row.end) }
            position = row.end
        }
        throw LinkageError(.malformedInput, "`\(name)` has no header row")
    }

    /// What a fault says to the user. Complexity: O(bytes before it).
    static func error(
        _ fault: CSVFault, _ bytes: UnsafeRawBufferPointer, name: String, header: [String]
    ) -> LinkageError {
        let line = 1 + bytes[..<fault.offset].count { $0 == 0x0A }
        var place = "`\(name)` line \(line)"
        if let column = fault.column {
            place += header.indices.contains(column) ? ", column `\(header[column])`" : ", column \(column + 1)"
        }
        return LinkageError(.malformedInput, "\(place): \(fault.reason)")
    }
}
