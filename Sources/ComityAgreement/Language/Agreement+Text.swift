import ComityCore
import ComityCrypto

extension Agreement {
    /// The canonical text: what people read, print and sign by its canonical bytes. Specs/agreement.md#canonical-text
    ///
    /// Reading it gives this agreement again. Complexity: O(agreement).
    package var text: String {
        var lines = ["agreement \(quoted(id.text)) version \(version) {"]
        lines += head.map { "  " + $0 }
        lines.append("")
        lines += parties.map { "  \(Self.line(of: $0))" }
        if !groups.isEmpty { lines.append("") }
        lines += groups.map { "  group \($0.id) = \(Self.joined($0.members.map(\.text)))" }
        for clause in clauses {
            lines.append("")
            lines += clause.lines.map { "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private var head: [String] {
        var lines = ["title     \(quoted(title))", "purpose   \(Self.joined(purposes))"]
        if !authorities.isEmpty {
            lines.append("authority " + Self.joined(authorities.map { "\($0.agency) \(quoted($0.text))" }))
        }
        lines.append("effective \(Self.startText(effective)) until \(Self.endText(until))")
        if let review { lines.append("review    every \(review.text)") }
        if let predecessor { lines.append("supersedes sha256:\(predecessor)") }
        return lines
    }

    /// A party as one line, without indentation.
    static func line(of party: Party) -> String { "party \(party.agency) { \(body(of: party)) }" }

    private static func body(of party: Party) -> String {
        let name = party.name.map { "name \(quoted($0)) " } ?? ""
        return "\(name)class \(party.partyClass.rawValue) jurisdiction \(quoted(party.jurisdiction)) "
            + "key \(quoted(party.key.text))"
    }

    private static func joined(_ items: [String]) -> String { items.joined(separator: ", ") }

    /// A midnight is written as its day.
    static func startText(_ instant: Timestamp) -> String {
        let day = CivilDate(daysSinceEpoch: instant.daysSinceEpoch)
        return day.start == instant ? day.description : instant.description
    }

    /// A midnight is written as the day that it ends: people mean `until` a day to include that day.
    static func endText(_ instant: Timestamp) -> String {
        let day = CivilDate(daysSinceEpoch: instant.daysSinceEpoch)
        guard day.start == instant else { return instant.description }
        return CivilDate(daysSinceEpoch: instant.daysSinceEpoch - 1).description
    }
}

extension Clause {
    /// The clause as it stands in the canonical text, not indented.
    package var lines: [String] {
        var lines = ["\(effect.word) \(id) {", "  share   " + shares.map(\.text).joined(separator: ", ")]
        if let from { lines.append("  from    " + from.map(\.text).joined(separator: ", ")) }
        lines.append("  to      " + to.map(\.text).joined(separator: ", "))
        if let condition { lines.append("  when    \(condition.text)") }
        if effect == .permit {
            if let retain { lines.append("  retain  \(retain.text)") }
            lines.append("  onward  none")
            if !uses.isEmpty { lines.append("  use     " + uses.joined(separator: ", ")) }
        }
        return lines + ["}"]
    }
}

extension Share {
    package var text: String {
        switch self {
        case .any: "any"
        case .type(let type): type
        case .fields(let type, let fields): "\(type)(\(fields.map(\.text).joined(separator: ", ")))"
        }
    }
}

extension SharedField {
    package var text: String { transform.map { "\(path) as \($0.word)" } ?? path }
}

extension Condition {
    /// The condition in the agreement language, with the fewest parentheses.
    package var text: String { text(within: 0) }

    /// - Parameter level: 0 where `or` may stand bare, 1 where `and` may, 2 within `not`.
    private func text(within level: Int) -> String {
        switch self {
        case .any(let terms):
            let joined = terms.map { $0.text(within: 1) }.joined(separator: " or ")
            return level > 0 ? "(\(joined))" : joined
        case .all(let terms):
            let joined = terms.map { $0.text(within: 2) }.joined(separator: " and ")
            return level > 1 ? "(\(joined))" : joined
        case .not(let inner): return "not \(inner.text(within: 2))"
        case .presence(let path, let isPresent): return "\(path) is \(isPresent ? "present" : "absent")"
        case .flag(let path): return path
        case .compare(let left, let operation, let right): return "\(left.text) \(operation.symbol) \(right.text)"
        case .member(let path, let isMember, let values):
            let list = values.map(\.text).joined(separator: ", ")
            return "\(path) \(isMember ? "in" : "not in") [\(list)]"
        }
    }
}

extension Literal {
    package var text: String {
        switch self {
        case .text(let text): isPlainWord(text) ? text : quoted(text)
        case .integer(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        case .date(let day): day.description
        case .instant(let instant): instant.description
        case .now(let offset): Self.nowText(offset)
        }
    }

    private static func nowText(_ offset: Int64) -> String {
        guard offset != 0 else { return "now" }
        let (hours, size) = (Int64(3_600_000), offset.magnitude)
        let text = size % UInt64(24 * hours) == 0 ? "\(size / UInt64(24 * hours))d" : "\(size / UInt64(hours))h"
        return "now \(offset < 0 ? "-" : "+") \(text)"
    }
}

/// Whether `text` reads as itself without quotes: a name of lower-case letters that is not reserved.
private func isPlainWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, !Parser.reserved.contains(text) else { return false }
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    return letters.contains(first)
        && text.utf8.allSatisfy {
            letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
}

/// `text` in quotes, its quotes, backslashes and line ends escaped.
func quoted(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": escaped += "\\\""
        case "\\": escaped += "\\\\"
        case "\n": escaped += "\\n"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return "\"\(escaped)\""
}
