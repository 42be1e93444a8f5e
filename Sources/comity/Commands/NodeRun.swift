import ComityNode
import ComityServer

/// `comity node run`
enum NodeRun: Command {
    static let name = "run"
    static let summary = "runs the node until SIGTERM; SIGHUP reloads"
    static let discussion = """
        The node listens, finds its peers, catches up and stays live. Where peers find it stands in its card \
        (`comity card update --endpoint HOST:PORT`); --listen only says where it binds. The log goes to standard error.
        """
    static let listen = Argument<[Endpoint]>.repeated(
        "listen", "HOST:PORT", "where to listen (default: the ports of the card, on every address)")
    static let parameters = [listen.parameter]

    static func run(_ call: Call) throws {
        let home = try call.home()
        try home.checkPresent()
        try NodeProgram.run(
            NodeRunOptions(
                home: home, listen: call[listen].map(\.description), logLevel: call[StandardArguments.logLevel],
                logFormat: call[StandardArguments.logFormat], passphrase: try call.passphrase(),
                environment: call.environment.serviceVariables))
    }
}
