import ComitySimulator
import Glibc

/// Runs simulated worlds, one for each seed. docs/simulator.md
@main
enum Main {
    static func main() {
        let arguments: Arguments
        switch Arguments.read(Array(CommandLine.arguments.dropFirst())) {
        case .run(let read): arguments = read
        case .help:
            print(Arguments.help)
            return
        case .mistake(let reason):
            tell("error: \(reason)\n\n\(Arguments.help)")
            exit(2)
        }
        exit(run(arguments) ? 0 : 1)
    }

    /// - Returns: whether every seed kept every promise.
    private static func run(_ arguments: Arguments) -> Bool {
        let isTerminal = isatty(STDERR_FILENO) == 1 && !arguments.isVerbose && !arguments.isJSON
        var report = Report(arguments)
        for seed in arguments.seeds {
            let narrate: ((String) -> Void)? = arguments.isVerbose ? { print($0) } : nil
            report.add(Simulation.run(seed: seed, options: arguments.options, narrate: narrate))
            if isTerminal { tell("\r\(report.progress)") }
        }
        if isTerminal { tell("\r\u{1B}[K") }
        report.finish()
        return !report.hasFailed
    }

    /// Writes to standard error.
    static func tell(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
