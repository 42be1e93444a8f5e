/// What the rows of a table are called in the files they come from. Specs/linkage-model.md#input
///
/// Rows are numbered by source, then by the bytes of their ids: these numbers are the table's keys.
package struct RowNames: Sendable {
    /// Ids in file order, one after the other.
    private let bytes: [UInt8]
    private let offsets: [UInt32]
    /// By key: the row in file order.
    let fileRows: [UInt32]

    init(bytes: [UInt8], offsets: [UInt32], fileRows: [UInt32]) {
        self.bytes = bytes
        self.offsets = offsets
        self.fileRows = fileRows
    }

    package var count: Int { fileRows.count }

    /// The bytes of a row's id. Complexity: O(1).
    package func bytes(_ key: UInt64) -> ArraySlice<UInt8> {
        let row = Int(fileRows[Int(key)])
        return bytes[Int(offsets[row])..<Int(offsets[row + 1])]
    }

    /// A row's id as text. Complexity: O(bytes).
    package func text(_ key: UInt64) -> String { String(decoding: bytes(key), as: UTF8.self) }

    /// The key of a row among those of one source, `keys`; nil if there is none. Complexity: O(log rows).
    package func key(of id: String, in keys: Range<UInt64>) -> UInt64? {
        let wanted = Array(id.utf8)
        var low = keys.lowerBound
        var high = keys.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if bytes(middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return low < keys.upperBound && bytes(low).elementsEqual(wanted) ? low : nil
    }
}
