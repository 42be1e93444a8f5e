import ComityNode
import Glibc

@main
enum Main {
    static func main() {
        // A reader that goes away, or a file-size limit, must end in an error of ours, not in a signal.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let code = Program.run(
            Array(CommandLine.arguments.dropFirst()), tree: .comity, environment: .process,
            makeConsole: { isJSON in
                Console(
                    isJSON: isJSON, rewritesErrors: StandardStreams.isTerminal(2),
                    output: { StandardStreams.write($0, to: 1) }, errors: { StandardStreams.write($0, to: 2) })
            })
        exit(code.rawValue)
    }
}
