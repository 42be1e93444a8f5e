/// What `--help` prints, at each level.
enum HelpText {
    private static let widthCharacters = 96
    private static let columnCharacters = 26

    static func text(for path: [CommandTree]) -> String {
        guard let tree = path.last else { return "" }
        let commandLine = path.map(\.name).joined(separator: " ")
        var lines = ["\(commandLine): \(tree.summary)", "", "Usage: \(usage(tree, commandLine))"]
        for paragraph in tree.discussion.split(separator: "\n") {
            lines += [""] + Prose.wrapped(String(paragraph), width: widthCharacters)
        }
        lines += section("Commands", tree.children.map { ($0.name, $0.summary) })
        lines += section("Arguments", tree.parameters.filter(\.isPositional).map { ($0.spelling, explanation($0)) })
        lines += section(
            "Options", tree.parameters.filter { !$0.isPositional }.map { (signature($0), explanation($0)) })
        lines += section("Everywhere", StandardArguments.parameters.map { (signature($0), explanation($0)) })
        return lines.joined(separator: "\n") + "\n"
    }

    private static func usage(_ tree: CommandTree, _ commandLine: String) -> String {
        guard tree.run != nil else { return "\(commandLine) COMMAND ..." }
        let options = tree.parameters.filter { !$0.isPositional }
        let words =
            options.filter(\.isRequired).map(signature)
            + (options.contains { !$0.isRequired } ? ["[options]"] : [])
            + tree.parameters.filter(\.isPositional).map { parameter in
                let word = parameter.spelling + (parameter.isRepeatable ? "..." : "")
                return parameter.isRequired ? word : "[\(word)]"
            }
        return ([commandLine] + words).joined(separator: " ")
    }

    private static func signature(_ parameter: Parameter) -> String {
        let dashed = (parameter.short.map { "-\($0), " } ?? "") + "--\(parameter.name)"
        guard case .option(let placeholder) = parameter.form else { return dashed }
        return "\(dashed) \(placeholder)" + (parameter.isRepeatable ? " ..." : "")
    }

    private static func explanation(_ parameter: Parameter) -> String {
        var text = parameter.help
        if !parameter.allowedValues.isEmpty {
            text += ": " + Prose.list(parameter.allowedValues, joining: "or")
        }
        if let defaultText = parameter.defaultText { text += " (default: \(defaultText))" }
        return text
    }

    private static func section(_ title: String, _ entries: [(String, String)]) -> [String] {
        guard !entries.isEmpty else { return [] }
        return ["", "\(title):"] + entries.flatMap { entry($0.0, $0.1) }
    }

    private static func entry(_ term: String, _ explanation: String) -> [String] {
        let left = "  " + term
        var lines = Prose.wrapped(explanation, width: widthCharacters - columnCharacters)
        let indent = String(repeating: " ", count: columnCharacters)
        guard left.count < columnCharacters, !lines.isEmpty else { return [left] + lines.map { indent + $0 } }
        let first = Prose.padded(left, to: columnCharacters) + lines.removeFirst()
        return [first] + lines.map { indent + $0 }
    }
}
