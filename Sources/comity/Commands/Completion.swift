/// `comity completion`
enum Completion: Command {
    enum Shell: String, CaseIterable, ArgumentValue { case bash }

    static let name = "completion"
    static let summary = "prints a completion script for a shell"
    static let discussion = "To use it now: eval \"$(comity completion bash)\""
    static let shell = Argument<Shell>.positional("SHELL", "which shell")
    static let parameters = [shell.parameter]

    static func run(_ call: Call) {
        switch call[shell] {
        case .bash: call.console.raw(BashCompletion.script(for: .comity))
        }
    }
}
