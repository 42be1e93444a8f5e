import ComityCore
import ComityNode

/// From the words of the command line to the exit code; `main` adds only the process around it.
enum Program {
    static func run(
        _ words: [String], tree: CommandTree, environment: Environment, makeConsole: (_ isJSON: Bool) -> Console
    ) -> ExitCode {
        // Before parsing has told, an error must already know where standard output belongs.
        var console = makeConsole(words.contains("--json"))
        do {
            // What every other program answers to, for the command that this one has.
            let line = try Parser.parse(words == ["--version"] ? [Version.name] : words, tree: tree)
            guard !line.wantsHelp, let run = line.path.last?.run else {
                console = makeConsole(false)
                console.raw(HelpText.text(for: line.path))
                try console.checkOutput()
                return .done
            }
            console = makeConsole(line.values[StandardArguments.json.parameter.name] != nil)
            try run(Call(values: line.values, console: console, environment: environment))
            try console.checkOutput()
            return .done
        } catch {
            let failure = Self.failure(error)
            if !failure.reason.isEmpty { console.failure(failure.reason, hints: failure.hints) }
            return failure.exit
        }
    }

    private static func failure(_ error: any Error) -> ControlFailure {
        guard let error = error as? any ComityError else {
            return ControlFailure("unexpected", "\(error)", exit: .badData)
        }
        return ControlFailure(error)
    }
}

extension ControlFailure {
    /// The answer is no, and the command has already said why: exit 1 without another line.
    static let answeredNo = ControlFailure("no", "", exit: .no)
}
