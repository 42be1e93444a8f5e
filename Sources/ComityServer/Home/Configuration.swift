internal import ComityCore

/// What an operator may set in `HOME/config`. `docs/operating.md#configuration`
///
/// ```
/// # addresses to listen on; several lines are allowed
/// listen = 0.0.0.0:7443
/// log-level = info
/// ```
/// Command-line options win over the file. A file that is not there is the same as an empty one.
package struct Configuration: Hashable, Sendable {
    /// `HOST:PORT` with a numeric host; empty: the ports of the card's endpoints on all addresses.
    package var listen: [String] = []
    package var logLevel = LogLevel.info
    package var logFormat = LogFormat.text
    package var linkLimit = ServerLimits.links
    package var idleSeconds = Int(ServerLimits.idleMilliseconds / 1_000)
    /// Whether this node opens links itself, or only accepts them.
    package var dials = true

    package init() {}
}

extension Configuration {
    /// Every key, in the order of the manual.
    private static let keys = ["listen", "log-level", "log-format", "link-limit", "idle-seconds", "dial"]

    /// Reads `key = value` lines; `#` starts a comment line. Unknown keys, keys given twice (but `listen`) and
    /// values out
    /// of range are refused: a misspelt setting must not silently be the default.
    /// - Parameter file: the name used in errors.
    /// - Throws: `configuration`, naming file and line.
    package init(parsing text: String, file: String) throws(ServerError) {
        guard text.utf8.count <= ServerLimits.configurationBytes else {
            throw ServerError(
                .configuration, "`\(file)` has more than \(ServerLimits.configurationBytes) bytes")
        }
        var seen: Set<String> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = Self.trimmed(line)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            do {
                try accept(line, seen: &seen)
            } catch {
                throw ServerError(.configuration, "\(file):\(index + 1): \(error.reason)")
            }
        }
    }

    private mutating func accept(_ line: Substring, seen: inout Set<String>) throws(ServerError) {
        guard let equals = line.firstIndex(of: "=") else {
            throw ServerError(.configuration, "expected `key = value`")
        }
        let key = String(Self.trimmed(line[..<equals]))
        let value = String(Self.trimmed(line[line.index(after: equals)...]))
        guard Self.keys.contains(key) else {
            throw ServerError(
                .configuration, "no setting `\(key.prefix(40))`: there are \(Self.keys.joined(separator: ", "))")
        }
        guard seen.insert(key).inserted || key == "listen" else {
            throw ServerError(.configuration, "`\(key)` is set twice")
        }
        try set(key, to: value)
    }

    private mutating func set(_ key: String, to value: String) throws(ServerError) {
        switch key {
        case "listen":
            guard listen.count < ServerLimits.listenAddresses else {
                throw ServerError(.configuration, "more than \(ServerLimits.listenAddresses) addresses to listen on")
            }
            listen.append(try Endpoint(parsing: value).description)
        case "log-level": logLevel = try Self.choice(value, for: key)
        case "log-format": logFormat = try Self.choice(value, for: key)
        case "link-limit": linkLimit = try Self.number(value, for: key, in: 1...ServerLimits.links)
        case "idle-seconds": idleSeconds = try Self.number(value, for: key, in: 10...3_600)
        default:
            guard value == "yes" || value == "no" else {
                throw ServerError(.configuration, "`\(key)` is `yes` or `no`, not `\(value.prefix(40))`")
            }
            dials = value == "yes"
        }
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: String, for key: String
    ) throws(ServerError) -> Choice {
        guard let choice = Choice(rawValue: value) else {
            let allowed = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw ServerError(.configuration, "`\(key)` is one of \(allowed), not `\(value.prefix(40))`")
        }
        return choice
    }

    private static func number(_ value: String, for key: String, in range: ClosedRange<Int>) throws(ServerError) -> Int
    {
        guard let number = Int(value), range.contains(number), String(number) == value else {
            throw ServerError(
                .configuration,
                "`\(key)` is a number from \(range.lowerBound) to \(range.upperBound), not `\(value.prefix(40))`")
        }
        return number
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let first = text.firstIndex(where: { !blank($0) }), let last = text.lastIndex(where: { !blank($0) })
        else {
            return ""
        }
        return text[first...last]
    }
}
