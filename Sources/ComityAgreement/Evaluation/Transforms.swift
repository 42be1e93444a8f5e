import ComityCore
import ComityCrypto
import ComityRecords

/// What a transform makes of a value. Specs/agreement.md#transforms
enum Transforms {
    /// The year of a date, or nil if it has none. Specs/agreement.md#year
    static func year(_ value: Value) -> Value? { value.date?.yearOnly.map { .date($0) } }

    /// The first scalar of each word, joined by spaces; nil for no text or one without words. Words are parted by
    /// spaces and hyphens. Specs/agreement.md#initials
    static func initials(_ value: Value) -> Value? {
        guard case .text(let text) = value else { return nil }
        let words = text.unicodeScalars.split { $0 == " " || $0 == "-" }
        guard !words.isEmpty else { return nil }
        var initials = String.UnicodeScalarView()
        for word in words {
            if !initials.isEmpty { initials.append(" ") }
            initials.append(word.first!)
        }
        return .text(String(initials))
    }
}

/// Makes tokens: equal values of one field of one type stay equal, nothing else can be told without the key.
/// Specs/agreement.md#token
struct Tokenizer: Sendable {
    static let prefix = "token:"
    static let digits = 32
    private let mac: HMACSHA256

    init(key: [UInt8]) { mac = HMACSHA256(key: key) }

    /// `token:` and the first 16 bytes, in hexadecimal, of the HMAC-SHA-256 over `["comity-token", type, path, value]`
    /// in canonical CBOR; nil for a value that has no token.
    func token(_ value: Value, type: String, path: String) -> Value? {
        switch value {
        case .text, .integer, .date: break
        case .boolean, .instant, .composite, .unknown: return nil
        }
        var writer = CBORWriter(reservingBytes: 96)
        writer.array(count: 4)
        writer.text("comity-token")
        writer.text(type)
        writer.text(path)
        value.encode(into: &writer)
        return .text(Self.prefix + Hex.encode(mac.authenticate(writer.bytes).bytes.prefix(Self.digits / 2)))
    }

    /// Whether a text has the form of a token.
    static func isToken(_ value: Value) -> Bool {
        guard case .text(let text) = value, text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + digits
        else { return false }
        return text.utf8.dropFirst(prefix.utf8.count).allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
    }
}
