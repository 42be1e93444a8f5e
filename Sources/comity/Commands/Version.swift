import ComityCore
import ComityNode

/// `comity version`
enum Version: Command {
    static let name = "version"
    static let summary = "prints the version"

    static func run(_ call: Call) {
        call.console.value([
            "version": .string(ProgramVersion.program), "protocol": .integer(ProgramVersion.protocolNumber),
        ])
        call.console.line("comity \(ProgramVersion.program) (protocol \(ProgramVersion.protocolNumber))")
    }
}
