import ComityNode

/// What the user wrote, understood: which command, with which values.
struct ParsedLine {
    /// From the root to the command or group that was named.
    let path: [CommandTree]
    /// By parameter name, in the order of writing.
    let values: [String: [any Sendable]]
    let wantsHelp: Bool
}

/// Reads a command line: `--name value`, `--name=value`, `-n value`, flags, `--`, positional arguments.
///
/// Every check that needs no data happens here, so that a command starts only with values it can use.
struct Parser {
    private var tokens: ArraySlice<String>
    private var path: [CommandTree]
    private var positionals: [Parameter] = []
    private var values: [String: [any Sendable]] = [:]
    private var wantsHelp = false

    /// - Throws: exit 64, naming the input and what is wrong with it.
    static func parse(_ words: [String], tree: CommandTree) throws(ControlFailure) -> ParsedLine {
        var parser = Parser(tokens: words[...], path: [tree])
        parser.positionals = tree.parameters.filter(\.isPositional)
        try parser.readAll()
        if !parser.wantsHelp { try parser.checkComplete() }
        return ParsedLine(path: parser.path, values: parser.values, wantsHelp: parser.wantsHelp)
    }

    private var current: CommandTree { path[path.count - 1] }
    private var options: [Parameter] {
        current.parameters.filter { !$0.isPositional } + StandardArguments.parameters
    }
    private var commandLine: String { path.map(\.name).joined(separator: " ") }
    private var helpHint: String { "see `\(commandLine) --help`" }

    private init(tokens: ArraySlice<String>, path: [CommandTree]) {
        self.tokens = tokens
        self.path = path
    }

    private mutating func readAll() throws(ControlFailure) {
        while let token = tokens.popFirst() {
            if token == "--" {
                while let rest = tokens.popFirst() { try takeWord(rest) }
            } else if token.hasPrefix("--") {
                try takeLong(token)
            } else if token.hasPrefix("-"), token.count > 1 {
                try takeShort(token)
            } else {
                try takeWord(token)
            }
        }
    }

    private mutating func takeWord(_ word: String) throws(ControlFailure) {
        if current.run == nil {
            try descend(word)
        } else if let parameter = positionals.first {
            if !parameter.isRepeatable { positionals.removeFirst() }
            try store(word, for: parameter)
        } else {
            throw usage("unexpected argument `\(word)` for `\(commandLine)`", [helpHint])
        }
    }

    private mutating func descend(_ word: String) throws(ControlFailure) {
        if path.count == 1, word == "help" {
            wantsHelp = true
            return
        }
        guard let child = current.child(word) else {
            let known = current.children.map(\.name)
            throw usage(
                "`\(commandLine)` has no command `\(word)`", Suggestion.hint(for: word, among: known) + [helpHint])
        }
        path.append(child)
        positionals = child.parameters.filter(\.isPositional)
    }

    private mutating func takeLong(_ token: String) throws(ControlFailure) {
        let body = token.dropFirst(2)
        let name = String(body.prefix { $0 != "=" })
        let inline = body.count > name.count ? String(body.dropFirst(name.count + 1)) : nil
        guard let parameter = options.first(where: { $0.name == name }) else {
            let known = options.map { "--\($0.name)" }
            throw usage(
                "`\(commandLine)` has no option `--\(name)`",
                Suggestion.hint(for: "--\(name)", among: known) + [helpHint])
        }
        try take(parameter, inline: inline)
    }

    private mutating func takeShort(_ token: String) throws(ControlFailure) {
        let letter = token[token.index(after: token.startIndex)]
        let rest = String(token.dropFirst(2))
        guard let parameter = options.first(where: { $0.short == letter }), !parameter.isFlag || rest.isEmpty else {
            throw usage("`\(commandLine)` has no option `\(token)`", [helpHint])
        }
        try take(parameter, inline: rest.isEmpty ? nil : rest)
    }

    private mutating func take(_ parameter: Parameter, inline: String?) throws(ControlFailure) {
        guard !parameter.isFlag else {
            if let inline { throw usage("`--\(parameter.name)` takes no value, but got `\(inline)`") }
            if parameter.name == StandardArguments.help.parameter.name { wantsHelp = true }
            values[parameter.name] = [true]
            return
        }
        if let inline {
            try store(inline, for: parameter)
        } else if let next = tokens.first, !isOption(next) {
            tokens.removeFirst()
            try store(next, for: parameter)
        } else {
            throw usage("`--\(parameter.name)` needs a value: \(parameter.expectation)", [helpHint])
        }
    }

    /// Whether `token` names an option of this command, so that it is no value of the option before it.
    private func isOption(_ token: String) -> Bool {
        guard token.hasPrefix("--") else { return false }
        let name = token.dropFirst(2).prefix { $0 != "=" }
        return name.isEmpty || options.contains { $0.name == name }
    }

    private mutating func store(_ text: String, for parameter: Parameter) throws(ControlFailure) {
        if values[parameter.name] != nil, !parameter.isRepeatable {
            throw usage("`\(parameter.spelling)` is given twice")
        }
        guard let value = parameter.value(text) else {
            throw usage(
                "`\(parameter.spelling)` takes \(parameter.expectation), not `\(text)`",
                Suggestion.hint(for: text, among: parameter.allowedValues))
        }
        values[parameter.name, default: []].append(value)
    }

    private func checkComplete() throws(ControlFailure) {
        guard current.run != nil else {
            throw usage("`\(commandLine)` needs a command", [helpHint])
        }
        for parameter in current.parameters where parameter.isRequired && values[parameter.name] == nil {
            throw usage("`\(commandLine)` needs `\(parameter.spelling)`: \(parameter.help)", [helpHint])
        }
    }

    private func usage(_ reason: String, _ hints: [String] = []) -> ControlFailure {
        ControlFailure("usage", reason, hints: hints, exit: .usage)
    }
}
