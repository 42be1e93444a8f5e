package import ComityNode
import ComityCore
import ComityCrypto
import ComityStore

/// What `comity node run` is told.
package struct NodeRunOptions: Sendable {
    package let home: HomeLayout
    /// `HOST:PORT`; empty means the ports of the card's endpoints, on every address.
    package let listen: [String]
    /// Nil: as the configuration file says.
    package let logLevel: LogLevel?
    package let logFormat: LogFormat?
    package let passphrase: [UInt8]?
    package let environment: [String: String]

    package init(
        home: HomeLayout, listen: [String], logLevel: LogLevel?, logFormat: LogFormat?, passphrase: [UInt8]? = nil,
        environment: [String: String] = [:]
    ) {
        self.home = home
        self.listen = listen
        self.logLevel = logLevel
        self.logFormat = logFormat
        self.passphrase = passphrase
        self.environment = environment
    }
}

/// `comity node run`: one node in one process, until SIGTERM or SIGINT.
package enum NodeProgram {
    /// Runs the node; returns when it has stopped cleanly.
    /// - Throws: what keeps it from starting: the lock, the keys, the store, an address.
    package static func run(_ options: NodeRunOptions) throws {
        try ProcessGuard.harden()
        let lock = try lock(options.home)
        let home = NodeHome(options.home, passphrase: options.passphrase)
        let settings = try options.home.configuration()
        let node = try home.openNode(now: SystemClock.now())
        try node.started(now: SystemClock.now())
        let server = try NodeServer(
            home: options.home, driver: node, settings: settings, log: Log(), environment: options.environment,
            loop: try EventLoop(), identity: try home.tlsIdentity()
        ) { settings in
            settings.logLevel = options.logLevel ?? settings.logLevel
            settings.logFormat = options.logFormat ?? settings.logFormat
            if !options.listen.isEmpty { settings.listen = options.listen }
            if settings.listen.isEmpty { settings.listen = ports(of: node.identity.card.card.endpoints) }
        }
        try server.start()
        try server.handleSignals()
        server.run()
        try node.store.close()
        withExtendedLifetime(lock) {}
    }

    private static func lock(_ home: HomeLayout) throws -> HomeLock {
        do throws(ServerError) {
            return try HomeLock(home)
        } catch {
            guard error.kind == .homeLocked else { throw error }
            throw ControlFailure(
                "locked", error.reason, hints: ["a node runs in this home already: see `comity node status`"],
                exit: .locked)
        }
    }

    private static func ports(of endpoints: [String]) -> [String] {
        Set(endpoints.compactMap { $0.split(separator: ":").last }).sorted().map { "0.0.0.0:\($0)" }
    }
}

extension NodeDoor {
    /// A way to the node of a home, running or stopped.
    package static func open(
        _ home: HomeLayout, user: String, passphrase: [UInt8]? = nil
    ) throws(ControlFailure) -> any ControlChannel {
        try open(home) { home throws(ControlFailure) in
            do {
                try ProcessGuard.harden()
                return try NodeHome(home, passphrase: passphrase).openNode(now: SystemClock.now())
            } catch let error as ControlFailure {
                throw error
            } catch let error as any ComityError {
                throw ControlFailure(error)
            } catch {
                throw ControlFailure("failed", "\(error)", exit: .cannotWrite)
            }
        }
    }
}
