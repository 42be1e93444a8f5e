/// Reads deterministic CBOR item by item and refuses every other spelling. Specs/cbor.md
///
/// Refused: integers and lengths not in shortest form or beyond Int64, indefinite lengths, unsorted or repeated map
/// keys, invalid UTF-8, floats and other simple values, nesting deeper than ``depthLimit``, trailing bytes.
/// A declared count is checked against the bytes that are left before anything is allocated.
package struct CBORReader: Sendable {
    /// How deep items may nest: twice what the deepest Comity format uses.
    package static let depthLimit = 24

    private let source: [UInt8]
    package private(set) var position: Int
    private let end: Int

    package init(_ bytes: [UInt8]) {
        source = bytes
        position = 0
        end = bytes.count
    }

    package init(_ slice: ArraySlice<UInt8>) {
        self.init(Array(slice))
    }

    package var remaining: Int { end - position }

    /// The bytes that were read since `start`, an earlier ``position``.
    package func bytes(from start: Int) -> ArraySlice<UInt8> { source[start..<position] }

    package var isAtEnd: Bool { position == end }

    /// - Throws: `unexpected-cbor` if bytes are left.
    package func finish() throws(CoreError) {
        guard isAtEnd else { throw CoreError(.unexpectedCBOR, "\(remaining) bytes follow the last item") }
    }

    package mutating func integer() throws(CoreError) -> Int64 {
        let (major, argument) = try head()
        guard argument <= UInt64(Int64.max) else {
            throw CoreError(.unsupportedCBOR, "an integer does not fit 64 bits")
        }
        switch major {
        case 0: return Int64(argument)
        case 1: return ~Int64(argument)
        default: throw unexpected("an integer", major)
        }
    }

    /// A non-negative integer.
    package mutating func unsigned() throws(CoreError) -> UInt64 {
        let value = try integer()
        guard value >= 0 else { throw CoreError(.unexpectedCBOR, "expected a number from 0, found \(value)") }
        return UInt64(value)
    }

    /// A non-negative integer of at most `limit`.
    package mutating func unsigned(atMost limit: UInt64) throws(CoreError) -> UInt64 {
        let value = try unsigned()
        guard value <= limit else { throw CoreError(.limitExceeded, "\(value) is over the limit of \(limit)") }
        return value
    }

    package mutating func text() throws(CoreError) -> String {
        let count = try length(3, "text")
        defer { position += count }
        return try text(at: position..<position + count)
    }

    private func text(at range: Range<Int>) throws(CoreError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: source.span.extracting(range)))
        } catch {
            throw CoreError(.nonCanonicalCBOR, "a text is not valid UTF-8")
        }
    }

    package mutating func byteString() throws(CoreError) -> [UInt8] { Array(try byteSlice()) }

    package mutating func byteSlice() throws(CoreError) -> ArraySlice<UInt8> {
        let count = try length(2, "a byte string")
        defer { position += count }
        return source[position..<position + count]
    }

    package mutating func digest() throws(CoreError) -> Digest { try Digest(bytes: try byteSlice()) }

    package mutating func boolean() throws(CoreError) -> Bool {
        switch try initial() {
        case 0xF4: return false
        case 0xF5: return true
        case let byte: throw unexpected("true or false", byte >> 5)
        }
    }

    package mutating func null() throws(CoreError) {
        let byte = try initial()
        guard byte == 0xF6 else { throw unexpected("null", byte >> 5) }
    }

    /// The count of an array, of which each item takes at least one byte.
    package mutating func array() throws(CoreError) -> Int { try count(4, "an array", bytesEach: 1) }

    /// - Throws: unless the array has exactly `count` items.
    package mutating func array(count expected: Int) throws(CoreError) {
        let found = try array()
        guard found == expected else {
            throw CoreError(.unexpectedCBOR, "expected an array of \(expected), found one of \(found)")
        }
    }

    /// The count of a map's pairs. The caller checks key order with ``MapKeyOrder``.
    package mutating func map() throws(CoreError) -> Int { try count(5, "a map", bytesEach: 2) }

    package mutating func tag() throws(CoreError) -> UInt64 {
        let (major, argument) = try head()
        guard major == 6 else { throw unexpected("a tag", major) }
        return argument
    }

    /// The major type of the next item (0 to 7), without consuming it.
    package func peekMajor() throws(CoreError) -> UInt8 {
        guard position < end else { throw CoreError(.truncatedCBOR, "the bytes end within an item") }
        return source[position] >> 5
    }

    /// Whether the next item is null, without consuming it.
    package func peekNull() -> Bool { position < end && source[position] == 0xF6 }

    /// Skips one item, checking it fully, and returns its encoded bytes.
    package mutating func encodedItem() throws(CoreError) -> ArraySlice<UInt8> {
        let start = position
        _ = try readValue()
        return source[start..<position]
    }

    /// Reads any one item of the subset.
    package mutating func readValue() throws(CoreError) -> CBORValue { try value(depth: 0) }

    private mutating func value(depth: Int) throws(CoreError) -> CBORValue {
        guard depth < Self.depthLimit else {
            throw CoreError(.limitExceeded, "items nest deeper than \(Self.depthLimit)")
        }
        switch try peekMajor() {
        case 0, 1: return .integer(try integer())
        case 2: return .bytes(try byteString())
        case 3: return .text(try text())
        case 4: return .array(try items(try array(), depth: depth))
        case 5: return .map(try pairs(try map(), depth: depth))
        case 6: return .tagged(try tag(), try value(depth: depth + 1))
        default: return try simple()
        }
    }

    private mutating func items(_ count: Int, depth: Int) throws(CoreError) -> [CBORValue] {
        var items: [CBORValue] = []
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return items
    }

    private mutating func pairs(_ count: Int, depth: Int) throws(CoreError) -> [CBORPair] {
        var pairs: [CBORPair] = []
        var previous: ArraySlice<UInt8>?
        for _ in 0..<count {
            let start = position
            let key = try value(depth: depth + 1)
            let encoded = source[start..<position]
            if let previous, !previous.lexicographicallyPrecedes(encoded) {
                throw CoreError(.nonCanonicalCBOR, "map keys are not in ascending order")
            }
            previous = encoded
            pairs.append(CBORPair(key, try value(depth: depth + 1)))
        }
        return pairs
    }

    private mutating func simple() throws(CoreError) -> CBORValue {
        switch try initial() {
        case 0xF4: return false
        case 0xF5: return true
        case 0xF6: return .null
        case let byte:
            throw CoreError(.unsupportedCBOR, "simple value or float 0x\(Hex.encode([byte])) is not used here")
        }
    }

    private mutating func initial() throws(CoreError) -> UInt8 {
        guard position < end else { throw CoreError(.truncatedCBOR, "the bytes end within an item") }
        defer { position += 1 }
        return source[position]
    }

    private mutating func head() throws(CoreError) -> (major: UInt8, argument: UInt64) {
        let byte = try initial()
        let additional = byte & 0x1F
        guard additional >= 24 else { return (byte >> 5, UInt64(additional)) }
        guard additional <= 27 else {
            throw CoreError(.nonCanonicalCBOR, "indefinite or reserved length 0x\(Hex.encode([byte]))")
        }
        let width = 1 << Int(additional - 24)
        guard remaining >= width else { throw CoreError(.truncatedCBOR, "the bytes end within an item") }
        var argument: UInt64 = 0
        for offset in 0..<width { argument = argument << 8 | UInt64(source[position + offset]) }
        position += width
        let smallest: UInt64 = additional == 24 ? 24 : 1 << UInt64(8 * width / 2)
        guard argument >= smallest else {
            throw CoreError(.nonCanonicalCBOR, "\(argument) is not written in its shortest form")
        }
        return (byte >> 5, argument)
    }

    private mutating func length(_ major: UInt8, _ noun: String) throws(CoreError) -> Int {
        try count(major, noun, bytesEach: 1)
    }

    private mutating func count(_ expected: UInt8, _ noun: String, bytesEach: Int) throws(CoreError) -> Int {
        let (major, argument) = try head()
        guard major == expected else { throw unexpected(noun, major) }
        guard argument <= UInt64(remaining / bytesEach) else {
            throw CoreError(.truncatedCBOR, "\(noun) declares \(argument) where \(remaining) bytes are left")
        }
        return Int(argument)
    }

    private func unexpected(_ noun: String, _ major: UInt8) -> CoreError {
        let found = [
            "a number", "a negative number", "a byte string", "text", "an array", "a map", "a tag", "a simple value",
        ]
        return CoreError(.unexpectedCBOR, "expected \(noun), found \(found[Int(major & 7)])")
    }
}
