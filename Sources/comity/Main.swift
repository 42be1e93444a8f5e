import ComityNode
import Glibc

@main
enum Main {
    static func main() {
        // A reader that goes away, or a file-size limit, must end in an error of ours, not in a signal.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let words = words
        let makeConsole = { isJSON in
            Console(
                isJSON: isJSON, rewritesErrors: StandardStreams.isTerminal(2),
                output: { StandardStreams.write($0, to: 1) }, errors: { StandardStreams.write($0, to: 2) })
        }
        if let place = words.firstIndex(of: nil) {
            makeConsole(false).failure("argument \(place + 1) is not UTF-8 text", hints: [])
            exit(ExitCode.usage.rawValue)
        }
        let code = Program.run(
            words.compactMap { $0 }, tree: .comity, environment: .process, makeConsole: makeConsole)
        exit(code.rawValue)
    }

    /// The arguments; nil for one that is no UTF-8 text, which the standard library would mend in silence.
    private static var words: [String?] {
        (1..<max(1, Int(CommandLine.argc))).map { place in
            CommandLine.unsafeArgv[place].flatMap { String(validatingCString: $0) }
        }
    }
}
