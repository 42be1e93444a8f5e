/// The bash completion script, made from the command tree.
enum BashCompletion {
    static func script(for tree: CommandTree) -> String {
        """
        # bash completion for \(tree.name), printed by `\(tree.name) completion bash`
        _\(tree.name)() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path=\(tree.name) index
            COMPREPLY=()
            for ((index = 1; index < COMP_CWORD; index++)); do
                case "$path ${COMP_WORDS[index]}" in
        \(steps(tree, tree.name).joined(separator: "\n"))
                esac
            done
            case "$path $before" in
        \(values(tree, tree.name).joined(separator: "\n"))
            esac
            case "$path" in
        \(words(tree, tree.name).joined(separator: "\n"))
            esac
        }
        complete -F _\(tree.name) \(tree.name)

        """
    }

    /// Which words lead deeper into the tree.
    private static func steps(_ tree: CommandTree, _ path: String) -> [String] {
        tree.children.flatMap { child in
            let deeper = "\(path) \(child.name)"
            return ["                '\(deeper)') path='\(deeper)' ;;"] + steps(child, deeper)
        }
    }

    /// What may follow an option that takes a value.
    private static func values(_ tree: CommandTree, _ path: String) -> [String] {
        let own = tree.parameters.filter { !$0.isPositional && !$0.isFlag }.compactMap { value($0, "'\(path) ") }
        let standard = StandardArguments.parameters.filter { !$0.isFlag }.compactMap { value($0, "*'") }
        let below = tree.children.flatMap { values($0, "\(path) \($0.name)") }
        return own + below + (path == tree.name ? standard : [])
    }

    private static func value(_ parameter: Parameter, _ prefix: String) -> String? {
        let pattern = prefix == "*'" ? "*' --\(parameter.name)'" : "\(prefix)--\(parameter.name)'"
        return "        \(pattern)) \(reply(parameter)); return ;;"
    }

    private static func reply(_ parameter: Parameter) -> String {
        guard parameter.allowedValues.isEmpty else {
            return #"COMPREPLY=($(compgen -W '\#(parameter.allowedValues.joined(separator: " "))' -- "$word"))"#
        }
        return switch parameter.completion {
        case .nothing: "COMPREPLY=()"
        case .file: #"compopt -o filenames; COMPREPLY=($(compgen -f -- "$word"))"#
        case .folder: #"compopt -o filenames; COMPREPLY=($(compgen -d -- "$word"))"#
        }
    }

    /// Which words may come at each place of the tree.
    private static func words(_ tree: CommandTree, _ path: String) -> [String] {
        let options = (tree.parameters.filter { !$0.isPositional } + StandardArguments.parameters)
            .map { "--\($0.name)" }
        let positional = tree.parameters.filter(\.isPositional)
        let words = (tree.children.map(\.name) + positional.flatMap(\.allowedValues) + options).joined(separator: " ")
        let files = positional.contains { $0.completion == .file }
        let reply = #"COMPREPLY=($(compgen -W '\#(words)' -- "$word"))"#
        let more = files ? #"; compopt -o filenames; COMPREPLY+=($(compgen -f -- "$word"))"# : ""
        return ["        '\(path)') \(reply)\(more) ;;"]
            + tree.children.flatMap { self.words($0, "\(path) \($0.name)") }
    }
}
