/// Reads one JSON text strictly (RFC 8259): duplicate names, lone surrogates, leading zeros, trailing commas, comments,
/// a byte order mark, NUL and control characters in strings, and bytes after the value are refused.
/// Specs/json.md#reading
package struct JSONReader {
    /// How deep arrays and objects may nest.
    package static let depthLimit = 32
    /// The longest text in bytes unless the caller says less: far over any configuration file.
    package static let limitBytes = 16 * 1024 * 1024

    private let source: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { source = bytes }

    /// - Throws: `malformed-json` with line and column, or `limit-exceeded`.
    package static func read(_ bytes: [UInt8], limitBytes: Int = JSONReader.limitBytes) throws(CoreError) -> JSONValue {
        guard bytes.count <= limitBytes else {
            throw CoreError(.limitExceeded, "a JSON text of \(bytes.count) bytes is over the limit of \(limitBytes)")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw CoreError(.malformedJSON, "a JSON text is not valid UTF-8")
        }
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.malformed("nothing more") }
        return value
    }

    private mutating func value(depth: Int) throws(CoreError) -> JSONValue {
        guard depth < Self.depthLimit else {
            throw CoreError(.limitExceeded, "JSON nests deeper than \(Self.depthLimit) \(place)")
        }
        skipSpace()
        guard let current else { throw malformed("a value") }
        switch current {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try items(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", true)
        case UInt8(ascii: "f"): return try word("false", false)
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw malformed("a value")
        }
    }

    private mutating func members(depth: Int) throws(CoreError) -> [JSONMember] {
        position += 1
        var members: [JSONMember] = []
        var names: Set<String> = []
        skipSpace()
        if skip(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw malformed("a name in quotes") }
            let name = try string()
            guard names.insert(name).inserted else {
                position = start
                throw CoreError(.malformedJSON, "the name `\(name.prefix(40))` occurs twice \(place)")
            }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw malformed("`:`") }
            members.append(JSONMember(name, try value(depth: depth + 1)))
            skipSpace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw malformed("`,` or `}`") }
        return members
    }

    private mutating func items(depth: Int) throws(CoreError) -> [JSONValue] {
        position += 1
        var items: [JSONValue] = []
        skipSpace()
        if skip(UInt8(ascii: "]")) { return items }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw malformed("`,` or `]`") }
        return items
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(CoreError) -> JSONValue {
        let bytes = Array(word.utf8)
        guard source[position...].starts(with: bytes) else { throw malformed("a value") }
        position += bytes.count
        return value
    }

    private mutating func number() throws(CoreError) -> JSONValue {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        let isZero = current == UInt8(ascii: "0")
        let digitCount = skipDigits()
        guard digitCount > 0, !isZero || digitCount == 1 else { throw malformed("a number without leading zeros") }
        var isInteger = true
        if skip(UInt8(ascii: ".")) {
            isInteger = false
            guard skipDigits() > 0 else { throw malformed("a digit") }
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            isInteger = false
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw malformed("a digit") }
        }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let decimal = Double(text), decimal.isFinite else {
            position = start
            throw malformed("a number within the range of doubles")
        }
        return .decimal(decimal)
    }

    private mutating func string() throws(CoreError) -> String {
        position += 1
        var bytes: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw malformed("no control character in a string")
            default:
                bytes.append(byte)
                position += 1
            }
        }
        throw malformed("the end of a string")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(CoreError) {
        position += 1
        let byte = current
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte ?? 0)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes.append(contentsOf: String(Character(try scalar())).utf8)
        default:
            position -= 1
            throw malformed("an escape of JSON")
        }
    }

    /// The scalar of one `\uXXXX` or of a surrogate pair; `\u` is consumed already.
    private mutating func scalar() throws(CoreError) -> Unicode.Scalar {
        let start = position
        let first = try hexDigits()
        var code = first
        if (0xD800..<0xDC00).contains(first) {
            guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw malformed("a second surrogate") }
            let second = try hexDigits()
            guard (0xDC00..<0xE000).contains(second) else { throw malformed("a second surrogate") }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code), code != 0 else {
            position = start
            throw malformed("a character of Unicode other than NUL")
        }
        return scalar
    }

    private mutating func hexDigits() throws(CoreError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw malformed("four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private var current: UInt8? { position < source.count ? source[position] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private var place: String {
        let before = source[..<min(position, source.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.reversed().prefix { $0 != 0x0A }.count + 1
        return "at line \(line), column \(column)"
    }

    private func malformed(_ expected: String) -> CoreError {
        CoreError(.malformedJSON, "expected \(expected) \(place)")
    }
}
