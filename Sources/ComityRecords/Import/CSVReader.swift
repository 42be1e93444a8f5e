/// Reads CSV (RFC 4180, UTF-8) from chunks of bytes, row by row, in bounded memory. Specs/field-map.md#csv
///
/// A faulty row is refused with its place and the rows after it are read. Where a quote is not closed, the row that
/// opened it is refused and reading goes on with the line after the one where the row began, so that one stray quote
/// costs one row.
package struct CSVReader: Sendable {
    package let limits: CSVLimits
    /// What divides cells; nil until the header has told.
    package private(set) var delimiter: UInt8?

    /// Bytes not consumed yet begin at `position`.
    private var buffer: [UInt8] = []
    private var position = 0
    private var isFinished = false
    /// Reading is tried again when so many bytes wait: twice as many as when a row was found incomplete, so that a long
    /// row is not scanned over and over.
    private var neededBytes = 1
    /// The line at `position`, from 1.
    private var line = 1
    private var isAtStart = true
    /// The rest of a line that was refused for its length is dropped.
    private var isSkippingLine = false
    /// The file as a whole was refused.
    private var isUnreadable = false
    /// How many cells each row has: as many as the first good row.
    package private(set) var columnCount: Int?

    /// - Parameter delimiter: nil to find it in the header. Specs/field-map.md#delimiter
    package init(limits: CSVLimits = CSVLimits(), delimiter: UInt8? = UInt8(ascii: ",")) {
        self.limits = limits
        self.delimiter = delimiter
    }

    /// Takes the next bytes of the file. Read all items with ``next()`` before giving more: the buffer grows otherwise.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        guard !isUnreadable else { return buffer = [] }
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// There are no more bytes: what waits is the last row.
    package mutating func finish() { isFinished = true }

    /// The next row or refusal; nil if more bytes are needed, or at the end after ``finish()``.
    ///
    /// Complexity: O(bytes of the row), amortised.
    package mutating func next() -> CSVItem? {
        while true {
            guard isFinished || buffer.count - position >= neededBytes else { return nil }
            if isAtStart {
                guard isFinished || buffer.count >= 3 else { return nil }
                if let refused = skipByteOrderMark() { return refused }
            }
            if isUnreadable { return nil }
            if delimiter == nil { delimiter = headerDelimiter() }
            guard let delimiter else { return nil }
            if isSkippingLine { skipLine() }
            guard position < buffer.count else { return nil }
            switch scan(delimiter) {
            case .incomplete:
                guard buffer.count - position > limits.rowBytes else {
                    neededBytes = 2 * (buffer.count - position)
                    return nil
                }
                return refuseOverlong()
            case .blank(let end): consume(end, lines: 1)
            case .row(let row, let end, let lines):
                consume(end, lines: lines)
                return .row(row)
            case .refused(let fault, let end, let lines):
                consume(end, lines: lines)
                return .refused(fault)
            }
        }
    }

    private mutating func consume(_ end: Int, lines: Int) {
        position = end
        line += lines
        neededBytes = 1
    }

    /// Drops a UTF-8 mark at the start; refuses a file in UTF-16.
    private mutating func skipByteOrderMark() -> CSVItem? {
        isAtStart = false
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        guard buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) else { return nil }
        isUnreadable = true
        return .refused(CSVFault(line: 1, column: nil, reason: "the file is UTF-16: save it as UTF-8"))
    }

    /// What divides the cells of the header: a semicolon or a tab if it stands there, more often than the other, and no
    /// comma does; nil if more bytes are needed. Complexity: O(bytes of the header).
    private func headerDelimiter() -> UInt8? {
        let comma = UInt8(ascii: ",")
        let candidates = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        var hasBegun = false
        for byte in buffer[position...] {
            if byte == UInt8(ascii: "\n"), !isQuoted {
                guard hasBegun else { continue }
                return Self.delimiter(candidates, counts)
            }
            hasBegun = hasBegun || byte != UInt8(ascii: "\r") && byte != UInt8(ascii: "\n")
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
        }
        guard isFinished || buffer.count - position > limits.rowBytes else { return nil }
        return Self.delimiter(candidates, counts)
    }

    /// - Parameter counts: how often each candidate stands in the header; the first is the comma.
    private static func delimiter(_ candidates: [UInt8], _ counts: [Int]) -> UInt8 {
        let best = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        return counts[0] > 0 || counts[best] == 0 ? candidates[0] : candidates[best]
    }

    /// Refuses a row over the limit: the rest of its first line, or if a quote ran on, that line only.
    private mutating func refuseOverlong() -> CSVItem {
        let fault = CSVFault(
            line: line, column: nil, reason: "the row has over \(limits.rowBytes) bytes: is a quote not closed?")
        if let newline = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
            consume(newline + 1, lines: 1)
        } else {
            isSkippingLine = true
        }
        return .refused(fault)
    }

    private mutating func skipLine() {
        if let newline = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
            isSkippingLine = false
            consume(newline + 1, lines: 1)
        } else {
            position = buffer.count
        }
    }

    private enum Scan {
        case incomplete
        case blank(end: Int)
        case row(CSVRow, end: Int, lines: Int)
        case refused(CSVFault, end: Int, lines: Int)
    }

    /// Reads one row from `position` without consuming it.
    private mutating func scan(_ delimiter: UInt8) -> Scan {
        var scanner = CSVRowScanner(
            position: position, line: line, isFinished: isFinished, delimiter: delimiter, limits: limits,
            columnCount: columnCount)
        let outcome = buffer.withUnsafeBufferPointer { scanner.scan($0) }
        switch outcome {
        case .incomplete: return .incomplete
        case .blank: return .blank(end: scanner.position)
        case .complete:
            if let fault = scanner.fault {
                // A row over several lines whose end is in doubt gives back all lines but its first.
                let givesBack = scanner.isEndInDoubt && scanner.lines > 1
                return .refused(
                    fault, end: givesBack ? scanner.firstLineEnd : scanner.position,
                    lines: givesBack ? 1 : scanner.lines)
            }
            columnCount = scanner.ends.count
            let row = CSVRow(line: line, bytes: scanner.cells, ends: scanner.ends)
            return .row(row, end: scanner.position, lines: scanner.lines)
        }
    }
}
