import ComityCompression
import ComityCore

/// Reads what ``StreamWriter`` wrote, from a peer: every number is checked before it is used. Specs/columns.md
struct StreamReader {
    private var control: [UInt8]
    private var position = 0
    private var blobs: [[UInt8]] = []
    private var nextBlob = 0
    /// How many occurrences all columns together may still declare.
    private var occurrenceBudget = StreamFormat.occurrenceLimit

    /// Opens a container whose sections may expand to `limitBytes` together.
    /// - Throws: `malformed-batch` or `limit-exceeded`, before anything larger than the limit is allocated.
    init(_ container: ArraySlice<UInt8>, limitBytes: Int) throws(FeedError) {
        var rest = container
        var budget = limitBytes
        let blobCount = try Self.varint(&rest)
        guard blobCount <= UInt64(StreamFormat.blobLimit) else {
            throw FeedError(.limitExceeded, "a batch declares \(blobCount) blobs")
        }
        control = try Self.section(&rest, budget: &budget)
        for _ in 0..<blobCount { blobs.append(try Self.section(&rest, budget: &budget)) }
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
        occurrenceBudget -= count
        guard occurrenceBudget >= 0 else { throw FeedError(.limitExceeded, "a batch expands beyond its limit") }
    }

    mutating func count(atMost limit: Int) throws(FeedError) -> Int {
        var rest = control[position...]
        let value = try Self.varint(&rest)
        position = rest.startIndex
        guard value <= UInt64(limit) else { throw FeedError(.limitExceeded, "a batch declares a count of \(value)") }
        return Int(value)
    }

    mutating func shortBytes(atMost limit: Int) throws(FeedError) -> [UInt8] {
        try take(try count(atMost: limit))
    }

    mutating func kinds(count: Int) throws(FeedError) -> KindStream {
        guard count > 0 else { return .uniform(.null) }
        let first = try take(1)[0]
        guard first == StreamFormat.mixedKinds else { return .uniform(try Self.kind(first)) }
        let bytes = try blob()
        guard bytes.count == count else { throw FeedError(.malformedBatch, "a column of kinds has the wrong length") }
        var kinds: [ColumnNode.Kind] = []
        kinds.reserveCapacity(count)
        for byte in bytes { kinds.append(try Self.kind(byte)) }
        return .mixed(kinds)
    }

    mutating func integers(count: Int) throws(FeedError) -> IntegerStream {
        guard count > 0 else { return .constant(0) }
        let encoding = try take(1)[0]
        switch encoding {
        case StreamFormat.constant:
            var rest = control[position...]
            let value = try Self.varint(&rest)
            position = rest.startIndex
            return .constant(value)
        case StreamFormat.varint: return .values(try varints(count: count))
        case StreamFormat.delta: return .values(Self.summed(try varints(count: count)))
        case StreamFormat.fixed | 1...StreamFormat.fixed | 8:
            return .values(try fixed(count: count, width: Int(encoding & 0x0F)))
        default: throw FeedError(.malformedBatch, "a column has the unknown encoding \(encoding)")
        }
    }

    mutating func strings(count: Int) throws(FeedError) -> StringStream {
        guard count > 0 else { return StringStream(strings: [], indexes: nil) }
        switch try take(1)[0] {
        case StreamFormat.plain: return StringStream(strings: try slices(count: count), indexes: nil)
        case StreamFormat.dictionary:
            let entries = try self.count(atMost: StringDictionary.entryLimit)
            guard entries > 0 else { throw FeedError(.malformedBatch, "a dictionary is empty") }
            let strings = try slices(count: entries)
            let indexes = try integers(count: count)
            guard indexes.allBelow(UInt64(entries)) else {
                throw FeedError(.malformedBatch, "a column points past its dictionary")
            }
            return StringStream(strings: strings, indexes: indexes)
        case let encoding: throw FeedError(.malformedBatch, "a column has the unknown encoding \(encoding)")
        }
    }

    private mutating func slices(count: Int) throws(FeedError) -> [ArraySlice<UInt8>] {
        let lengths = try integers(count: count)
        let data = try blob()
        var slices: [ArraySlice<UInt8>] = []
        var rest = data[...]
        for index in 0..<count {
            let length = lengths[index]
            guard length <= UInt64(rest.count) else {
                throw FeedError(.malformedBatch, "a string reaches past the end of its column")
            }
            slices.append(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
        }
        guard rest.isEmpty else { throw FeedError(.malformedBatch, "a column is longer than its strings") }
        return slices
    }

    private mutating func varints(count: Int) throws(FeedError) -> [UInt64] {
        let bytes = try blob()
        guard bytes.count >= count else { throw FeedError(.malformedBatch, "a column of numbers is too short") }
        var rest = bytes[...]
        var values: [UInt64] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try Self.varint(&rest)) }
        guard rest.isEmpty else { throw FeedError(.malformedBatch, "a column of numbers is too long") }
        return values
    }

    private mutating func fixed(count: Int, width: Int) throws(FeedError) -> [UInt64] {
        let bytes = try blob()
        guard bytes.count == count * width else {
            throw FeedError(.malformedBatch, "a column of numbers has the wrong length")
        }
        var values: [UInt64] = []
        values.reserveCapacity(count)
        var start = 0
        for _ in 0..<count {
            var value: UInt64 = 0
            for offset in start..<start + width { value = value &<< 8 | UInt64(bytes[offset]) }
            values.append(value)
            start += width
        }
        return values
    }

    private mutating func blob() throws(FeedError) -> [UInt8] {
        let length = try count(atMost: Int(UInt32.max))
        guard length >= StreamFormat.blobThresholdBytes else { return try take(length) }
        guard nextBlob < blobs.count, blobs[nextBlob].count == length else {
            throw FeedError(.malformedBatch, "a blob is missing or has the wrong length")
        }
        defer { nextBlob += 1 }
        return blobs[nextBlob]
    }

    private mutating func take(_ count: Int) throws(FeedError) -> [UInt8] {
        guard count <= control.count - position else { throw FeedError(.malformedBatch, "a batch ends too early") }
        defer { position += count }
        return Array(control[position..<position + count])
    }

    private static func section(_ rest: inout ArraySlice<UInt8>, budget: inout Int) throws(FeedError) -> [UInt8] {
        let size = try varint(&rest)
        let storedSize = try varint(&rest)
        guard size <= UInt64(budget) else { throw FeedError(.limitExceeded, "a batch expands beyond its limit") }
        guard storedSize <= UInt64(rest.count), storedSize <= size else {
            throw FeedError(.malformedBatch, "a section reaches past the end of its batch")
        }
        budget -= Int(size)
        let stored = Array(rest.prefix(Int(storedSize)))
        rest = rest.dropFirst(Int(storedSize))
        guard storedSize < size else { return stored }
        do {
            let section = try Zstandard.decompress(stored, limitBytes: Int(size), dictionary: nil)
            guard section.count == Int(size) else { throw FeedError(.malformedBatch, "a section lies about its size") }
            return section
        } catch let error as CompressionError {
            throw FeedError(.malformedBatch, "a section does not decompress: \(error.reason)")
        } catch {
            throw FeedError(.malformedBatch, "a section lies about its size")
        }
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

    private static func summed(_ deltas: [UInt64]) -> [UInt64] {
        var sum: UInt64 = 0
        return deltas.map { delta in
            sum = sum &+ UInt64(bitPattern: Int64(bitPattern: delta &>> 1) ^ -Int64(bitPattern: delta & 1))
            return sum
        }
    }

    private static func kind(_ byte: UInt8) throws(FeedError) -> ColumnNode.Kind {
        guard let kind = ColumnNode.Kind(rawValue: byte) else {
            throw FeedError(.malformedBatch, "a column has the unknown kind \(byte)")
        }
        return kind
    }
}
