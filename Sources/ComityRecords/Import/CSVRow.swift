/// One row of a CSV file: its cells without quotes, valid UTF-8, free of NUL. Specs/field-map.md#csv
package struct CSVRow: Hashable, Sendable {
    /// The line on which the row begins, from 1.
    package let line: Int
    /// All cells one after the other.
    private let bytes: [UInt8]
    /// Where each cell ends in `bytes`.
    private let ends: [Int]

    init(line: Int, bytes: [UInt8], ends: [Int]) {
        self.line = line
        self.bytes = bytes
        self.ends = ends
    }

    package var count: Int { ends.count }

    /// How long all cells are together.
    package var byteCount: Int { bytes.count }

    /// The bytes of a cell. Complexity: O(1).
    package subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    package func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    package var texts: [String] { (0..<count).map(text) }
}

/// Why a row was refused. Specs/field-map.md#faults
package struct CSVFault: Hashable, Sendable {
    /// The line on which the row begins, from 1.
    package let line: Int
    /// The column, from 0, if the fault is in one.
    package let column: Int?
    package let reason: String

    package init(line: Int, column: Int?, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }
}

/// What a CSV reader finds next.
package enum CSVItem: Hashable, Sendable {
    case row(CSVRow)
    case refused(CSVFault)
}

/// What a CSV reader holds at most.
package struct CSVLimits: Hashable, Sendable {
    /// The longest cell in bytes: the longest text of a value.
    package var cellBytes = Value.textLimitBytes
    /// The longest row in bytes. A quote that nobody closes is given up after as many.
    package var rowBytes = 4 * 1024 * 1024
    /// The most cells of a row.
    package var cells = 1024

    package init() {}
}
