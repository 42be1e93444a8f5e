/// Checks of plain text: line length, paths of one machine, cited spec anchors, links.
enum TextChecks {
    static let lineLimitCharacters = 120

    static func longLines(_ text: String, path: String) -> [String] {
        numbered(text).filter { $0.1.count > lineLimitCharacters }.map {
            "\(path):\($0.0): \($0.1.count) characters, at most \(lineLimitCharacters)"
        }
    }

    /// Long lines of Swift. What stands within a string literal does not count: data has its own lines.
    static func longLines(_ file: SourceFile) -> [String] {
        zip(numbered(file.text), numbered(file.code)).compactMap { line, code in
            let count = line.1.count
            guard count > lineLimitCharacters else { return nil }
            let isComment = line.1.drop { $0 == " " }.hasPrefix("//")
            let codeCount = code.1.count { $0 != " " }
            if !isComment, line.1.contains("\""), codeCount <= lineLimitCharacters { return nil }
            return "\(file.path):\(line.0): \(count) characters, at most \(lineLimitCharacters)"
        }
    }

    /// Paths that exist on somebody's machine only. Put together here so that this file does not hold them.
    private static let machinePaths = ["/wo" + "rk/", "/tm" + "p/w/", "/ho" + "me/", "/Use" + "rs/"]

    static func machinePaths(_ text: String, path: String) -> [String] {
        numbered(text).flatMap { number, line in
            machinePaths.filter { line.contains($0) }.map { "\(path):\(number): names `\($0)`, a path of one machine" }
        }
    }

    /// The anchors of a Markdown page, made from its headings as GitHub makes them.
    static func anchors(_ markdown: String) -> Set<String> {
        var anchors: Set<String> = []
        var isCode = false
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, line.hasPrefix("#") else { continue }
            anchors.insert(slug(line.drop { $0 == "#" }))
        }
        return anchors
    }

    private static func slug(_ heading: some StringProtocol) -> String {
        let words = heading.lowercased().drop { $0 == " " }
        return String(
            words.compactMap { character in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || character == "-" || character == "_"
                    ? character : nil
            })
    }

    /// Every `Specs/<file>.md`, `docs/<file>.md` and anchor of one in `text` that is not there.
    static func brokenCitations(_ text: String, path: String, pages: [String: Set<String>]) -> [String] {
        numbered(text).flatMap { number, line in
            line.matches(of: citation).compactMap { match in
                let page = String(match.output.1)
                guard let anchors = pages[page] else { return "\(path):\(number): `\(page)` does not exist" }
                guard let anchor = match.output.2, !anchors.contains(String(anchor)) else { return nil }
                return "\(path):\(number): `\(page)` has no heading for `#\(anchor)`"
            }
        }
    }

    private nonisolated(unsafe) static let citation = /((?:Specs|docs)\/[\w-]+\.md)(?:#([\w-]+))?/

    /// Relative links of a Markdown page whose file is not there.
    static func brokenLinks(_ markdown: String, path: String, exists: (String) -> Bool) -> [String] {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return markdown.matches(of: link).compactMap { match in
            let target = String(match.output.1)
            guard !target.contains("://"), !target.hasPrefix("#"), !target.hasPrefix("mailto:") else { return nil }
            let file = target.split(separator: "#")[0]
            return exists(resolved("\(folder)/\(file)")) ? nil : "\(path): the link to `\(target)` leads nowhere"
        }
    }

    private nonisolated(unsafe) static let link = /\]\(([^)\s]+)\)/

    private static func resolved(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    private static func numbered(_ text: String) -> [(Int, Substring)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0.offset + 1, $0.element) }
    }
}
