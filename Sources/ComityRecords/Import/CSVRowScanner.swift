/// Splits one row into cells. Specs/field-map.md#csv
struct CSVRowScanner {
    enum Outcome { case incomplete, blank, complete }

    private(set) var position: Int
    private(set) var cells: [UInt8] = []
    private(set) var ends: [Int] = []
    private(set) var fault: CSVFault?
    /// How many lines the row takes.
    private(set) var lines = 1
    /// Where the line after the first begins, once a quote ran over its end.
    private(set) var firstLineEnd = 0

    /// Whether the fault may have hidden where the row ends.
    private(set) var isEndInDoubt = false

    private let line: Int
    private let isFinished: Bool
    private let delimiter: UInt8
    private let limits: CSVLimits
    private let columnCount: Int?
    private var cellStart = 0

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(position: Int, line: Int, isFinished: Bool, delimiter: UInt8, limits: CSVLimits, columnCount: Int?) {
        self.position = position
        self.line = line
        self.isFinished = isFinished
        self.delimiter = delimiter
        self.limits = limits
        self.columnCount = columnCount
        cells.reserveCapacity(160)
        ends.reserveCapacity(columnCount ?? 16)
    }

    mutating func scan(_ source: UnsafeBufferPointer<UInt8>) -> Outcome {
        let start = position
        while true {
            let isComplete =
                position < source.count && source[position] == Self.quote
                ? quoted(source) : plain(source)
            guard isComplete else { return .incomplete }
            endCell()
            guard position < source.count, source[position] == delimiter else { break }
            position += 1
            // A delimiter before the end of the file opens one more, empty, cell.
            if position == source.count, !isFinished { return .incomplete }
        }
        let isBlank = ends.count == 1 && cells.isEmpty && !wasQuoted(source, start)
        guard lineEnd(source) else { return .incomplete }
        if isBlank { return .blank }
        check()
        return .complete
    }

    private func wasQuoted(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        start < source.count && source[start] == Self.quote
    }

    /// Reads up to the next delimiter or line end; false if the bytes end first.
    private mutating func plain(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = position
        var index = position
        while index < source.count {
            let byte = source[index]
            if byte == delimiter || byte == Self.lineFeed { break }
            if byte == Self.carriageReturn {
                guard index + 1 < source.count || isFinished else { return false }
                if index + 1 == source.count || source[index + 1] == Self.lineFeed { break }
                refuse("has a carriage return without a line feed")
            } else if byte == Self.quote {
                refuse("has a quote inside: write the cell in quotes and double the quote", endInDoubt: true)
            } else if byte == 0 {
                refuse("has a NUL")
            }
            index += 1
        }
        guard index < source.count || isFinished else { return false }
        keep(source, start..<index)
        position = index
        return true
    }

    /// Reads a quoted cell and its closing quote; false if the bytes end first.
    private mutating func quoted(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        position += 1
        var start = position
        var index = position
        while index < source.count {
            let byte = source[index]
            if byte == Self.quote {
                guard index + 1 < source.count || isFinished else { return false }
                keep(source, start..<index)
                if index + 1 < source.count, source[index + 1] == Self.quote {
                    keep(source, index..<index + 1)
                    index += 2
                    start = index
                    continue
                }
                position = index + 1
                return afterQuote(source)
            }
            if byte == Self.lineFeed { countLine(index + 1) }
            if byte == 0 { refuse("has a NUL") }
            index += 1
        }
        guard isFinished else { return false }
        refuse("opens a quote that is not closed", endInDoubt: true)
        position = index
        return true
    }

    /// After a closing quote only a delimiter or the line's end may follow.
    private mutating func afterQuote(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        guard position < source.count || isFinished else { return false }
        guard position < source.count else { return true }
        let byte = source[position]
        if byte == delimiter || byte == Self.lineFeed { return true }
        if byte == Self.carriageReturn {
            guard position + 1 < source.count || isFinished else { return false }
            if position + 1 == source.count || source[position + 1] == Self.lineFeed { return true }
        }
        refuse("has text after its closing quote", endInDoubt: true)
        return plain(source)
    }

    private mutating func countLine(_ next: Int) {
        if lines == 1 { firstLineEnd = next }
        lines += 1
    }

    private mutating func keep(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard cells.count - cellStart + range.count <= limits.cellBytes else {
            return refuse("is over the limit of \(limits.cellBytes) bytes")
        }
        cells.append(contentsOf: UnsafeBufferPointer(rebasing: source[range]))
    }

    private mutating func endCell() {
        ends.append(cells.count)
        cellStart = cells.count
        if ends.count > limits.cells { refuse("is over the limit of \(limits.cells) cells") }
    }

    /// Steps over the line end; false if the bytes end within it.
    private mutating func lineEnd(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        if position < source.count, source[position] == Self.carriageReturn { position += 1 }
        guard position < source.count else { return isFinished }
        position += 1
        return true
    }

    private mutating func check() {
        guard fault == nil else { return }
        if let columnCount, ends.count != columnCount {
            fault = CSVFault(line: line, column: nil, reason: "has \(ends.count) cells instead of \(columnCount)")
            isEndInDoubt = true
            return
        }
        // A character that a delimiter splits is no character, though the cells together would be valid.
        let parted = ends.first { $0 < cells.count && cells[$0] & 0xC0 == 0x80 }.map { $0 - 1 }
        guard let invalid = cells.withUnsafeBufferPointer({ UTF8Check.firstFault($0) }) ?? parted else { return }
        let column = ends.firstIndex { invalid < $0 } ?? ends.count - 1
        fault = CSVFault(line: line, column: column, reason: "is not valid UTF-8")
    }

    private mutating func refuse(_ reason: String, endInDoubt: Bool = false) {
        isEndInDoubt = isEndInDoubt || endInDoubt
        guard fault == nil else { return }
        fault = CSVFault(line: line, column: ends.count, reason: reason)
    }
}

/// Checks UTF-8 (RFC 3629) without making a string.
enum UTF8Check {
    /// The index of the first byte that does not begin or continue a well-formed sequence; nil if all do.
    ///
    /// Complexity: O(n); eight bytes at a time where all are ASCII.
    static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index < bytes.count {
            if index + 8 <= bytes.count,
                raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            let length = sequenceLength(bytes, index)
            guard length > 0 else { return index }
            index += length
        }
        return nil
    }

    /// The length of the well-formed sequence at `index`, or 0. Unicode 15, table 3-7.
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let first = bytes[index]
        guard first >= 0x80 else { return 1 }
        let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
        guard length > 0, index + length <= bytes.count else { return 0 }
        for offset in 1..<length where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
        let second = bytes[index + 1]
        switch first {
        case 0xE0: return second >= 0xA0 ? length : 0
        case 0xED: return second < 0xA0 ? length : 0
        case 0xF0: return second >= 0x90 ? length : 0
        case 0xF4: return second < 0x90 ? length : 0
        default: return length
        }
    }
}
