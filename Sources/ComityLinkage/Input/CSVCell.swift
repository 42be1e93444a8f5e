/// The content of a cell as it stands in a file. Specs/linkage-model.md#input
enum CSVCell {
    private static let quote = UInt8(ascii: "\"")

    static func isQuoted(_ cell: UnsafeBufferPointer<UInt8>) -> Bool { cell.first == quote }

    /// Without the quotes around it, and with each doubled quote once. Complexity: O(bytes).
    static func content(_ cell: some RandomAccessCollection<UInt8>) -> [UInt8] {
        guard cell.first == quote, cell.count >= 2 else { return Array(cell) }
        var content: [UInt8] = []
        content.reserveCapacity(cell.count)
        var isHalf = false
        for byte in cell.dropFirst().dropLast() {
            isHalf = byte == quote && !isHalf
            if !isHalf { content.append(byte) }
        }
        return content
    }
}
