/// One CSV file to link, as bytes in memory (usually a mapped file), and what its columns are.
/// Specs/linkage-model.md#input
///
/// The bytes must stay as they are until the reading has returned; what it returns does not refer to them.
package struct CSVSource: @unchecked Sendable {
    package let bytes: UnsafeRawBufferPointer
    /// How problems name the file.
    package let name: String
    /// The source of its rows: in link mode only rows of different sources are compared. Unique among the sources.
    package let source: UInt32
    /// The column, from 0, that names each row; unique within the file.
    package let idColumn: Int
    /// For each field of the plan the column, from 0, that holds it, or nil if this file has none: then it is missing.
    package let columns: [Int?]
    /// The column that holds the true person of a row, for an evaluation; never compared.
    package let labelColumn: Int?

    package init(
        bytes: UnsafeRawBufferPointer, name: String, source: UInt32, idColumn: Int, columns: [Int?],
        labelColumn: Int? = nil
    ) {
        self.bytes = bytes
        self.name = name
        self.source = source
        self.idColumn = idColumn
        self.columns = columns
        self.labelColumn = labelColumn
    }
}

/// What a CSV file of the linkage room may hold at most; as in Specs/field-map.md#csv.
package enum CSVLimits {
    /// The longest cell: the longest text of a value.
    package static let cellBytes = 65_536
    /// The longest row. A quote that nobody closes is given up after as many bytes.
    package static let rowBytes = 4 << 20
    /// The most cells of a row.
    package static let cells = 1_024
}
