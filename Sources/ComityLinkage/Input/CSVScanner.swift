/// Finds the cells of the rows of a CSV file (RFC 4180, UTF-8, commas). Specs/linkage-model.md#input
///
/// It looks at eight bytes at a time for those below the hyphen, among which is everything that can end a cell, and at
/// the highest bits for those that must be valid UTF-8.
struct CSVScanner {
    /// Rows with their cells: for each row its start, then the end of each cell; all relative to the first byte
    /// scanned. A cell begins one byte after the end of the one before it.
    struct Rows {
        let base: Int
        let columns: Int
        var places: [UInt32] = []

        var count: Int { places.count / (columns + 1) }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    /// The first byte that cannot end a cell.
    private static let hyphen: UInt64 = 0x2D

    private let bytes: UnsafeRawBufferPointer
    private let columns: Int
    private(set) var rows: Rows
    private(set) var fault: CSVFault?
    private(set) var position: Int
    private var rowStart = 0
    private var found = 0
    private var reason: (column: Int?, text: String)?
    /// The highest bit is set where a byte of the row is not ASCII.
    private var seen: UInt64 = 0

    /// - Parameters:
    ///   - columns: how many cells each row must have.
    ///   - position: where a row begins.
    init(_ bytes: UnsafeRawBufferPointer, columns: Int, position: Int) {
        self.bytes = bytes
        self.columns = columns
        self.position = position
        rows = Rows(base: position, columns: columns)
    }

    /// Reads the rows that begin before `end`, up to the first fault. Complexity: O(bytes).
    mutating func scan(until end: Int) {
        rows.places.reserveCapacity((end - position) / 8)
        while position < end, fault == nil { row() }
    }

    /// Reads one row's cells as texts, whatever their number; nil for a blank line. For headers.
    static func cells(
        _ bytes: UnsafeRawBufferPointer, at position: Int
    ) -> (cells: [String]?, end: Int, fault: CSVFault?) {
        var scanner = CSVScanner(bytes, columns: CSVLimits.cells, position: position)
        scanner.row(anyCount: true)
        guard scanner.fault == nil, scanner.rows.places.count > 1 else { return (nil, scanner.position, scanner.fault) }
        var texts: [String] = []
        for column in 0..<scanner.found {
            let start = Int(scanner.rows.places[column]) + (column == 0 ? 0 : 1)
            let cell = bytes[position + start..<position + Int(scanner.rows.places[column + 1])]
            texts.append(String(decoding: CSVCell.content(Array(cell)), as: UTF8.self))
        }
        return (texts, scanner.position, nil)
    }

    private mutating func row(anyCount: Bool = false) {
        let firstPlace = rows.places.count
        rowStart = position
        found = 0
        seen = 0
        reason = nil
        rows.places.append(UInt32(position - rows.base))
        while true {
            if position < bytes.count, bytes[position] == Self.quote { quoted() } else { plain() }
            endCell()
            guard position < bytes.count, bytes[position] == Self.comma else { break }
            position += 1
        }
        let isBlank = found == 1 && position == rowStart
        if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
        if position < bytes.count { position += 1 }
        if isBlank {
            rows.places.removeLast(rows.places.count - firstPlace)
            return
        }
        check(firstPlace, anyCount)
    }

    private mutating func endCell() {
        found += 1
        if found <= columns { rows.places.append(UInt32(position - rows.base)) }
    }

    /// Moves to the comma or line end that closes an unquoted cell.
    private mutating func plain() {
        let start = position
        while true {
            if position + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
                seen |= word
                let low = ~((word & ~Self.highs) &+ Self.ones &* (0x80 - Self.hyphen)) & ~word & Self.highs
                guard low != 0 else {
                    position += 8
                    continue
                }
                position += low.trailingZeroBitCount / 8
            } else if position < bytes.count {
                seen |= UInt64(bytes[position]) << 56
            }
            guard position < bytes.count, !endsCell(bytes[position]) else { break }
            position += 1
        }
        if position - start > CSVLimits.cellBytes { refuse("is over the limit of \(CSVLimits.cellBytes) bytes") }
    }

    private mutating func endsCell(_ byte: UInt8) -> Bool {
        if byte == Self.comma || byte == Self.lineFeed { return true }
        if byte == Self.carriageReturn {
            if position + 1 == bytes.count || bytes[position + 1] == Self.lineFeed { return true }
            refuse("has a carriage return without a line feed")
        } else if byte == Self.quote {
            refuse("has a quote inside: write the cell in quotes and double the quote")
        } else if byte == 0 {
            refuse("has a NUL")
        }
        return false
    }

    /// Moves behind the quote that closes a cell; only a comma or a line end may follow.
    private mutating func quoted() {
        position += 1
        var length = 0
        while position < bytes.count, position - rowStart <= CSVLimits.rowBytes {
            let byte = bytes[position]
            seen |= UInt64(byte) << 56
            if byte == Self.quote {
                guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else {
                    position += 1
                    if length > CSVLimits.cellBytes { refuse("is over the limit of \(CSVLimits.cellBytes) bytes") }
                    return afterQuote()
                }
                position += 1
            }
            if byte == 0 { refuse("has a NUL") }
            length += 1
            position += 1
        }
        if position < bytes.count { return overlong() }
        refuse("opens a quote that is not closed")
    }

    private mutating func afterQuote() {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        if byte == Self.comma || byte == Self.lineFeed { return }
        if byte == Self.carriageReturn, position + 1 == bytes.count || bytes[position + 1] == Self.lineFeed { return }
        refuse("has text after its closing quote")
        plain()
    }

    private mutating func overlong() {
        reason = (nil, "the row has over \(CSVLimits.rowBytes) bytes: is a quote not closed?")
    }

    private mutating func refuse(_ text: String) {
        if reason == nil { reason = (found, text) }
    }

    private mutating func check(_ firstPlace: Int, _ anyCount: Bool) {
        if position - rowStart > CSVLimits.rowBytes { overlong() }
        if reason == nil, found > CSVLimits.cells {
            reason = (CSVLimits.cells, "is over the limit of \(CSVLimits.cells) cells")
        }
        if reason == nil, found != columns, !anyCount {
            reason = (nil, "has \(found) cells instead of \(columns)")
        }
        if reason == nil, seen & Self.highs != 0 { checkText(firstPlace) }
        if let reason { fault = CSVFault(offset: rowStart, column: reason.column, reason: reason.text) }
    }

    private mutating func checkText(_ firstPlace: Int) {
        for column in 0..<found {
            let start = rows.base + Int(rows.places[firstPlace + column]) + (column == 0 ? 0 : 1)
            let cell = UnsafeRawBufferPointer(
                rebasing: bytes[start..<rows.base + Int(rows.places[firstPlace + column + 1])])
            guard (try? UTF8Span(validating: cell.bindMemory(to: UInt8.self).span)) == nil else { continue }
            reason = (column, "is not valid UTF-8")
            return
        }
    }
}
