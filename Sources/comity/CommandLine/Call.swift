import ComityCore
import ComityNode
import ComityServer

/// One call of a command: what the user wrote, and the ways out of it.
final class Call {
    let console: Console
    let environment: Environment
    private let values: [String: [any Sendable]]

    init(values: [String: [any Sendable]], console: Console, environment: Environment) {
        self.values = values
        self.console = console
        self.environment = environment
    }

    subscript<Value>(argument: Argument<Value>) -> Value {
        argument.read(values[argument.parameter.name] ?? [])
    }

    func home() throws(ControlFailure) -> HomeLayout {
        try environment.home(option: self[StandardArguments.home])
    }

    /// The node of this home, asked over its socket while it runs and opened here while it is stopped.
    func node() throws(ControlFailure) -> NodeAccess {
        NodeAccess(try environment.openNode(try home(), environment.user, try passphrase()), call: self)
    }

    func request(_ name: String, _ arguments: [String: CBORValue?]) -> ControlRequest {
        let pairs = arguments.compactMap { key, value in value.map { CBORPair(.text(key), $0) } }
        return ControlRequest(
            name, .map(pairs), purpose: self[StandardArguments.purpose],
            caseNumber: self[StandardArguments.caseNumber], user: environment.user)
    }
}
