import ComityCore
import ComityNode
import ComityServer

@testable import comity

/// A node that answers every request with what the test laid down, and remembers what it was asked.
final class ScriptedNode: ControlChannel {
    private(set) var requests: [ControlRequest] = []
    private let rows: [CBORValue]
    private let answer: Result<CBORValue, ControlFailure>

    init(rows: [CBORValue] = [], _ answer: Result<CBORValue, ControlFailure> = .success([:])) {
        self.rows = rows
        self.answer = answer
    }

    func perform(
        _ request: ControlRequest, reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> CBORValue {
        requests.append(request)
        for row in rows {
            guard try reply(.row(row)) else { return [:] }
        }
        return try answer.get()
    }
}

/// What one command did: its exit code and what it wrote.
struct CommandOutcome {
    let exit: ExitCode
    let output: String
    let errors: String

    /// Runs a command line against a scripted node.
    init(_ line: String, node: ScriptedNode) {
        var output = ""
        var errors = ""
        nonisolated(unsafe) let channel = node
        let environment = Environment(
            variables: { $0 == "HOME" ? "/nowhere" : nil }, now: { Timestamp(milliseconds: 1_700_000_000_000) },
            user: "ana", isInteractive: false, openNode: { _, _, _ in channel })
        exit = Program.run(
            line.split(separator: " ").map(String.init), tree: .comity, environment: environment,
            makeConsole: { isJSON in
                Console(
                    isJSON: isJSON, rewritesErrors: false,
                    output: {
                        output += $0
                        return .taken
                    },
                    errors: {
                        errors += $0
                        return .taken
                    })
            })
        self.output = output
        self.errors = errors
    }
}
