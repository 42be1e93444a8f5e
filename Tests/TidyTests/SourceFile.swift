/// One Swift file: its text, and its text without comments and string literals.
struct SourceFile {
    let path: String
    let text: String
    /// Same lines as ``text``; comments and the contents of string literals are blank.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = CodeStripper.strip(text)
    }

    /// The target that the file belongs to: the folder below `Sources` or `Tests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// Every imported module with its line number.
    var imports: [(module: String, line: Int)] {
        lines(of: code).compactMap { number, line in
            line.wholeMatch(of: Self.importLine).map { (String($0.output.1), number) }
        }
    }

    /// Line numbers, from 1, where `pattern` occurs in the code.
    func places(of pattern: Regex<Substring>) -> [Int] {
        lines(of: code).filter { $0.1.contains(pattern) }.map(\.0)
    }

    func lines(of text: String) -> [(Int, Substring)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0.offset + 1, $0.element) }
    }

    private nonisolated(unsafe) static let importLine =
        /\s*(?:@\w+\s+)*(?:(?:package|public|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|typealias|let|var)\s+)?(\w+)(?:\..*)?\s*/
}
