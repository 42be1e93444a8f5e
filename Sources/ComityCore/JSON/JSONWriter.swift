/// Writes JSON with members in the order given. Specs/json.md#writing
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let isIndented: Bool

    /// - Parameter isIndented: two spaces for each level, one member a line; else everything on one line.
    package init(isIndented: Bool = false) { self.isIndented = isIndented }

    package mutating func write(_ value: JSONValue) { write(value, level: 0) }

    private mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .decimal(let value): append(value.isFinite ? value.description : "null")
        case .string(let text): string(text)
        case .array(let items):
            list(items, "[", "]", level: level) { $0.write($1, level: level + 1) }
        case .object(let members):
            list(members, "{", "}", level: level) {
                $0.string($1.name)
                $0.append($0.isIndented ? ": " : ":")
                $0.write($1.value, level: level + 1)
            }
        }
    }

    private mutating func list<Item>(
        _ items: [Item], _ open: String, _ close: String, level: Int, each: (inout JSONWriter, Item) -> Void
    ) {
        append(open)
        for (index, item) in items.enumerated() {
            if index > 0 { append(",") }
            newline(level + 1)
            each(&self, item)
        }
        if !items.isEmpty { newline(level) }
        append(close)
    }

    private mutating func newline(_ level: Int) {
        guard isIndented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            // DEL and other controls would act on a terminal.
            case 0..<0x20, 0x7F: append("\\u00" + Hex.encode([byte]))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONValue {
    /// On one line, without a newline at the end.
    package var text: String { text(isIndented: false) }

    package func text(isIndented: Bool) -> String {
        var writer = JSONWriter(isIndented: isIndented)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
