import ComityNode
import ComityServer
import Glibc

/// Measures the path of a record, one JSON object for each figure. docs/performance.md
@main
enum Main {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if arguments.first == BenchProcess.marker {
                return try NodeProgram.run(BenchProcess.options(Array(arguments.dropFirst())))
            }
            let options = try BenchOptions(arguments)
            if options.isList { return options.names.forEach { print($0) } }
            try refuseDebugBuild()
            try Bench(options).run()
        } catch {
            let line = Array("comity-bench: \(error)\n".utf8)
            _ = write(2, line, line.count)
            exit(2)
        }
    }

    private static func refuseDebugBuild() throws {
        #if DEBUG
            throw ControlFailure("debug-build", "figures of a debug build mislead: build with -c release", exit: .usage)
        #endif
    }
}
