import ComityCompression
import ComityCore

/// Reads what ``StreamBuilder`` wrote, from a peer: every number is checked before it is used. Specs/columns.md
struct StreamReader {
    private var control: [UInt8]
    private var position = 0
    private var blobs: [[UInt8]] = []
    private var nextBlob = 0
    /// How many occurrences all columns together may still declare.
    private var occurrenceBudget = StreamFormat.occurrenceLimit
    /// How many bytes strings and keys together may still expand to.
    private var stringBudgetBytes: Int
    /// What has been read.
    var table = ColumnTable()

    /// Opens a container whose sections may expand to `limitBytes` together, and its strings to as much again.
    /// - Throws: `malformed-batch` or `limit-exceeded`, before anything larger than the limit is allocated.
    init(_ container: ArraySlice<UInt8>, limitBytes: Int) throws(FeedError) {
        var rest = container
        var budget = limitBytes
        stringBudgetBytes = limitBytes
        let blobCount = try Self.varint(&rest)
        guard blobCount <= UInt64(StreamFormat.blobLimit) else {
            throw FeedError(.limitExceeded, "a batch declares \(blobCount) blobs")
        }
        let decompressor: ZstdDecompressor
        do throws(CompressionError) {
            decompressor = try ZstdDecompressor()
        } catch {
            throw FeedError(.limitExceeded, error.reason, family: .local)
        }
        var controlBudget = min(budget, StreamFormat.controlBytes)
        control = try Self.section(&rest, budget: &controlBudget, decompressor)
        budget -= control.count
        for _ in 0..<blobCount { blobs.append(try Self.section(&rest, budget: &budget, decompressor)) }
        guard rest.isEmpty else { throw FeedError(.malformedBatch, "bytes follow the last blob of a batch") }
    }

    /// - Throws: unless every byte was used.
    func finish() throws(FeedError) {
        guard position == control.count, nextBlob == blobs.count else {
            throw FeedError(.malformedBatch, "a batch has columns that nothing refers to")
        }
    }

    /// Takes note that a column declares `count` occurrences, so that tiny columns cannot expand without bound.
    mutating func spend(occurrences count: Int) throws(FeedError) {
        guard count <= occurrenceBudget else { throw Self.expandsTooFar }
        occurrenceBudget -= count
    }

    mutating func count(atMost limit: Int) throws(FeedError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw FeedError(.limitExceeded, "a batch declares a count of \(value)") }
        return Int(value)
    }

    /// A map key, one strict CBOR item, so that an item rebuilt with it is well formed.
    mutating func key() throws(FeedError) -> ColumnTable.Span {
        let key = try take(try count(atMost: FeedLimits.entryBytes))
        do throws(CoreError) {
            var reader = CBORReader(key)
            _ = try reader.readValue()
            try reader.finish()
        } catch {
            throw FeedError(.malformedBatch, "a column key is malformed: \(error.reason)")
        }
        return try store(key)
    }

    mutating func kinds(count: Int) throws(FeedError) -> KindStream {
        guard count > 0 else { return .uniform(.null) }
        let first = try take(1)
        guard first[first.startIndex] == StreamFormat.mixedKinds else {
            return .uniform(try Self.kind(first[first.startIndex]))
        }
        let bytes = try blob(count: count)
        let start = table.kinds.count
        for byte in bytes { table.kinds.append(try Self.kind(byte)) }
        return .pooled(at: start)
    }

    // MARK: Numbers

    mutating func integers(count: Int) throws(FeedError) -> NumberStream {
        guard count > 0 else { return .constant(0) }
        let encoding = try byte()
        let start = table.numbers.count
        switch encoding {
        case StreamFormat.constant: return .constant(try varint())
        case StreamFormat.varint: try varints(count: count)
        case StreamFormat.delta:
            try varints(count: count)
            sumUp(from: start)
        case StreamFormat.frame | 1...StreamFormat.frame | 8:
            try frame(count: count, width: Int(encoding & 0x0F))
        default: throw FeedError(.malformedBatch, "a column has the unknown encoding \(encoding)")
        }
        return .pooled(at: start)
    }

    private mutating func varints(count: Int) throws(FeedError) {
        let bytes = try blob()
        guard bytes.count >= count else { throw FeedError(.malformedBatch, "a column of numbers is too short") }
        var rest = bytes[...]
        for _ in 0..<count { table.numbers.append(try Self.varint(&rest)) }
        guard rest.isEmpty else { throw FeedError(.malformedBatch, "a column of numbers is too long") }
    }

    private mutating func sumUp(from start: Int) {
        var sum: UInt64 = 0
        for place in start..<table.numbers.count {
            let delta = table.numbers[place]
            sum = sum &+ UInt64(bitPattern: Int64(bitPattern: delta &>> 1) ^ -Int64(bitPattern: delta & 1))
            table.numbers[place] = sum
        }
    }

    private mutating func frame(count: Int, width: Int) throws(FeedError) {
        let base = try varint()
        let start = table.numbers.count
        table.numbers.append(contentsOf: repeatElement(0, count: count))
        for _ in 0..<width {
            switch try plane(count: count) {
            case .constant(let byte):
                for place in start..<start + count {
                    table.numbers[place] = table.numbers[place] &<< 8 | UInt64(byte)
                }
            case .values(let bytes):
                var place = start
                for byte in bytes {
                    table.numbers[place] = table.numbers[place] &<< 8 | UInt64(byte)
                    place += 1
                }
            }
        }
        for place in start..<start + count { table.numbers[place] = table.numbers[place] &+ base }
    }

    // MARK: Strings

    /// Reads strings into the table.
    /// - Returns: which of the table's strings from `start` on each occurrence is; nil where they are in order.
    mutating func strings(count: Int) throws(FeedError) -> (start: Int, indexes: NumberStream?) {
        let start = table.strings.count
        guard count > 0 else { return (start, nil) }
        switch try byte() {
        case StreamFormat.plain: try plainStrings(count: count)
        case StreamFormat.transposed: try transposedStrings(count: count)
        case StreamFormat.dictionary: return (start, try dictionary(count: count))
        case let encoding: throw FeedError(.malformedBatch, "a column has the unknown encoding \(encoding)")
        }
        return (start, nil)
    }

    private mutating func plainStrings(count: Int) throws(FeedError) {
        let lengths = try integers(count: count)
        let data = try blob()
        let first = table.bytes.count
        _ = try store(data[...])
        try addStrings(lengths, count: count, from: first, bytes: data.count)
    }

    /// Adds strings that stand one after the other in the table's bytes and fill them exactly.
    private mutating func addStrings(
        _ lengths: NumberStream, count: Int, from first: Int, bytes: Int
    ) throws(FeedError) {
        var start = first
        let end = first + bytes
        for place in 0..<count {
            let length = table.number(lengths, place)
            guard length <= UInt64(end - start) else {
                throw FeedError(.malformedBatch, "a string reaches past the end of its column")
            }
            table.strings.append(ColumnTable.Span(start: UInt32(start), count: UInt32(length)))
            start += Int(length)
        }
        guard start == end else { throw FeedError(.malformedBatch, "a column is longer than its strings") }
    }

    private mutating func transposedStrings(count: Int) throws(FeedError) {
        let lengths = try integers(count: count)
        guard let total = table.sum(lengths, count: count, limit: stringBudgetBytes) else { throw Self.expandsTooFar }
        guard let distinct = TransposedStrings.distinct((0..<count).map { table.number(lengths, $0) }) else {
            throw FeedError(.malformedBatch, "a transposed column has too many lengths")
        }
        let first = table.bytes.count
        try spend(stringBytes: total)
        table.bytes.append(contentsOf: repeatElement(0, count: total))
        try addStrings(lengths, count: count, from: first, bytes: total)
        let spans = table.strings[(table.strings.count - count)...]
        for length in distinct {
            let starts = spans.filter { $0.count == UInt32(length) }.map { Int($0.start) }
            for offset in 0..<Int(length) {
                switch try plane(count: starts.count) {
                case .constant(let byte): for start in starts { table.bytes[start + offset] = byte }
                case .values(let bytes):
                    for (start, byte) in zip(starts, bytes) { table.bytes[start + offset] = byte }
                }
            }
        }
    }

    private mutating func dictionary(count: Int) throws(FeedError) -> NumberStream {
        let entries = try self.count(atMost: min(StreamFormat.dictionaryLimit, count))
        guard entries > 0 else { throw FeedError(.malformedBatch, "a dictionary is empty") }
        let shared = try integers(count: entries)
        let lengths = try integers(count: entries)
        let suffixes = try blob()
        var previous: ArraySlice<UInt8> = []
        var rest = suffixes[...]
        for place in 0..<entries {
            let common = table.number(shared, place)
            let length = table.number(lengths, place)
            guard common <= UInt64(previous.count), length <= UInt64(rest.count) else {
                throw FeedError(.malformedBatch, "a string reaches past the end of its column")
            }
            let string = previous.prefix(Int(common)) + rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            guard place == 0 || previous.lexicographicallyPrecedes(string) else {
                throw FeedError(.malformedBatch, "the strings of a dictionary are not in ascending order")
            }
            table.strings.append(try store(string))
            previous = string
        }
        guard rest.isEmpty else { throw FeedError(.malformedBatch, "a column is longer than its strings") }
        let indexes = try integers(count: count)
        guard table.allBelow(UInt64(entries), indexes, count: count) else {
            throw FeedError(.malformedBatch, "a column points past its dictionary")
        }
        return indexes
    }

    // MARK: Bytes

    private enum Plane {
        case constant(UInt8)
        case values([UInt8])
    }

    private mutating func plane(count: Int) throws(FeedError) -> Plane {
        switch try byte() {
        case 0: return .values(try blob(count: count))
        case 1: return .constant(try byte())
        case let flag: throw FeedError(.malformedBatch, "a plane has the unknown flag \(flag)")
        }
    }

    private mutating func store(_ bytes: ArraySlice<UInt8>) throws(FeedError) -> ColumnTable.Span {
        try spend(stringBytes: bytes.count)
        let start = table.bytes.count
        table.bytes.append(contentsOf: bytes)
        return ColumnTable.Span(start: UInt32(start), count: UInt32(bytes.count))
    }

    private mutating func spend(stringBytes count: Int) throws(FeedError) {
        guard count <= stringBudgetBytes else { throw Self.expandsTooFar }
        stringBudgetBytes -= count
    }

    private mutating func blob(count expected: Int) throws(FeedError) -> [UInt8] {
        let bytes = try blob()
        guard bytes.count == expected else { throw FeedError(.malformedBatch, "a column has the wrong length") }
        return bytes
    }

    private mutating func blob() throws(FeedError) -> [UInt8] {
        let length = try count(atMost: Int(UInt32.max))
        guard length >= StreamFormat.blobThresholdBytes else { return Array(try take(length)) }
        guard nextBlob < blobs.count, blobs[nextBlob].count == length else {
            throw FeedError(.malformedBatch, "a blob is missing or has the wrong length")
        }
        defer { nextBlob += 1 }
        return blobs[nextBlob]
    }

    private mutating func byte() throws(FeedError) -> UInt8 {
        guard position < control.count else { throw FeedError(.malformedBatch, "a batch ends too early") }
        defer { position += 1 }
        return control[position]
    }

    private mutating func take(_ count: Int) throws(FeedError) -> ArraySlice<UInt8> {
        guard count <= control.count - position else { throw FeedError(.malformedBatch, "a batch ends too early") }
        defer { position += count }
        return control[position..<position + count]
    }

    private mutating func varint() throws(FeedError) -> UInt64 {
        var rest = control[position...]
        let value = try Self.varint(&rest)
        position = rest.startIndex
        return value
    }

    static var expandsTooFar: FeedError { FeedError(.limitExceeded, "a batch expands beyond its limit") }

    private static func section(
        _ rest: inout ArraySlice<UInt8>, budget: inout Int, _ decompressor: ZstdDecompressor
    ) throws(FeedError) -> [UInt8] {
        let size = try varint(&rest)
        let storedSize = try varint(&rest)
        guard size <= UInt64(budget) else { throw expandsTooFar }
        guard storedSize <= UInt64(rest.count), storedSize <= size else {
            throw FeedError(.malformedBatch, "a section reaches past the end of its batch")
        }
        budget -= Int(size)
        let stored = Array(rest.prefix(Int(storedSize)))
        rest = rest.dropFirst(Int(storedSize))
        guard storedSize < size else { return stored }
        let section: [UInt8]
        do throws(CompressionError) {
            section = try decompressor.decompress(stored, limitBytes: Int(size))
        } catch {
            throw FeedError(.malformedBatch, "a section does not decompress: \(error.reason)")
        }
        guard section.count == Int(size) else { throw FeedError(.malformedBatch, "a section lies about its size") }
        return section
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws(FeedError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst() {
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 {
                guard byte != 0 || shift == 0 else { break }
                return value
            }
            shift += 7
        }
        throw FeedError(.malformedBatch, "a number is cut short or not in its shortest form")
    }

    private static func kind(_ byte: UInt8) throws(FeedError) -> ColumnNode.Kind {
        guard let kind = ColumnNode.Kind(rawValue: byte) else {
            throw FeedError(.malformedBatch, "a column has the unknown kind \(byte)")
        }
        return kind
    }
}
