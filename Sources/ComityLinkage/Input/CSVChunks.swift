/// A CSV file in parts that begin and end between rows, so that they can be read at the same time.
/// Specs/linkage-model.md#input
///
/// A line end separates rows if the quotes before it are even in number. In a file that breaks the rules of quoting
/// this may go wrong, but only behind the first fault, and reading stops at that one.
struct CSVChunks {
    /// Where the parts begin, and the end of the file.
    let starts: [Int]

    private static let quote = UInt64(0x2222_2222_2222_2222)
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// - Parameters:
    ///   - first: where the first row begins.
    ///   - sizeBytes: about how long a part is.
    /// Complexity: O(bytes).
    init(_ bytes: UnsafeRawBufferPointer, from first: Int, sizeBytes: Int, threads: Int) {
        let count = max((bytes.count - first + sizeBytes - 1) / sizeBytes, 1)
        let marks = (0..<count).map { first + $0 * sizeBytes } + [bytes.count]
        let quotes = [Int](unsafeUninitializedCapacity: count) { quotes, filled in
            nonisolated(unsafe) let quotes = quotes
            ForkJoin.run(count, threads: threads) { part, _ in
                quotes.initializeElement(at: part, to: Self.quotes(bytes, marks[part]..<marks[part + 1]))
            }
            filled = count
        }
        var starts = [first]
        var before = quotes[0]
        for part in 1..<max(count, 1) {
            let start = Self.rowStart(bytes, from: marks[part], isQuoted: before & 1 == 1)
            if start > starts[starts.count - 1] { starts.append(start) }
            before += quotes[part]
        }
        self.starts = starts + (starts[starts.count - 1] < bytes.count ? [bytes.count] : [])
    }

    private static func quotes(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        var count = 0
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ quote
            // The highest bit of each byte that is zero: exact, as no borrow crosses a byte.
            let zero = ~(((word & ~highs) &+ ~highs) | word) & highs
            count += zero.nonzeroBitCount
            place += 8
        }
        while place < range.upperBound {
            if bytes[place] == 0x22 { count += 1 }
            place += 1
        }
        return count
    }

    private static func rowStart(_ bytes: UnsafeRawBufferPointer, from mark: Int, isQuoted: Bool) -> Int {
        var isQuoted = isQuoted
        var place = mark
        let last = min(bytes.count, mark + CSVLimits.rowBytes)
        // The mark itself begins a row if a line ended just before it; looking for the next row costs nothing.
        while place < last {
            if bytes[place] == 0x22 { isQuoted.toggle() }
            place += 1
            if bytes[place - 1] == 0x0A, !isQuoted { return place }
        }
        return last
    }
}
