/// Lines of a CSV file as we write it: RFC 4180, LF, quotes only where they are needed.
struct CSVText {
    private(set) var bytes: [UInt8]

    init(header: String, reserving sizeBytes: Int = 0) {
        bytes = Array(header.utf8) + [UInt8(ascii: "\n")]
        bytes.reserveCapacity(sizeBytes)
    }

    /// A cell of plain text.
    mutating func cell(_ text: String) { cell(text.utf8) }

    mutating func cell(_ text: some Collection<UInt8>) {
        guard text.contains(where: Self.needsQuotes) else {
            bytes.append(contentsOf: text)
            bytes.append(UInt8(ascii: ","))
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ","))
    }

    /// Ends the line after its last cell.
    mutating func endLine() { bytes[bytes.count - 1] = UInt8(ascii: "\n") }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
