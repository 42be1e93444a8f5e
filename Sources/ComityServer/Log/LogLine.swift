internal import ComityCore

/// One thing that happened, before it is written.
package struct LogLine: Sendable {
    package typealias Field = (name: StaticString, value: LogValue)

    let time: Timestamp
    let level: LogLevel
    let event: StaticString
    let fields: [Field]

    /// The line with its newline, in at most ``ServerLimits/logLineBytes`` printable ASCII bytes: nothing that a peer
    /// chose can end a line, start one, or reach a terminal's controls.
    func rendered(as format: LogFormat) -> [UInt8] {
        var bytes = format == .json ? json() : text()
        if bytes.count >= ServerLimits.logLineBytes { bytes = shortened(format) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// `2026-01-31T23:59:59.123Z warning link-closed agency=us-or-sp reason="idle for 200 s"`
    private func text() -> [UInt8] {
        var line = "\(time) \(level.rawValue) \(event)"
        for (name, value) in fields {
            let (plain, isBare) = value.plain
            line += " \(name)=" + (isBare || Self.isWord(plain) ? plain : Self.quoted(plain))
        }
        return Array(line.utf8)
    }

    /// `{"time":"2026-01-31T23:59:59.123Z","level":"warning","event":"link-closed","agency":"us-or-sp"}`
    private func json() -> [UInt8] {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"event\":\"\(event)\""
        for (name, value) in fields {
            let (plain, isBare) = value.plain
            line += ",\"\(name)\":" + (isBare ? plain : Self.quoted(plain))
        }
        return Array((line + "}").utf8)
    }

    /// What stays of a line whose fields are too long together: they are left out, and that is said.
    private func shortened(_ format: LogFormat) -> [UInt8] {
        let short = LogLine(time: time, level: level, event: event, fields: [("truncated", .flag(true))])
        return format == .json ? short.json() : short.text()
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= ServerLimits.logValueBytes
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_.:/[]#@+".utf8.contains(byte)
                }
            }
    }

    /// A JSON string of printable ASCII; longer values end in `...`.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        var countBytes = 0
        for unit in text.utf16 {
            let escaped = escape(unit)
            countBytes += escaped.utf8.count
            guard countBytes <= ServerLimits.logValueBytes else { return quoted + "...\"" }
            quoted += escaped
        }
        return quoted + "\""
    }

    private static func escape(_ unit: UInt16) -> String {
        switch unit {
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x20...0x7E: return String(UnicodeScalar(UInt8(unit)))
        default:
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
