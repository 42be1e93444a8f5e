import ComityCore
import ComityNode
import ComityServer
import Glibc

/// What a command needs of the world around it; tests hand in their own.
struct Environment: Sendable {
    let variables: @Sendable (String) -> String?
    let now: @Sendable () -> Timestamp
    /// The account name of the person; recorded by the node, never sent to a peer.
    let user: String
    let isInteractive: Bool
    let openNode: @Sendable (HomeLayout, String, [UInt8]?) throws(ControlFailure) -> any ControlChannel

    /// This process.
    static let process = Environment(
        variables: { name in getenv(name).map { String(cString: $0) } },
        now: { SystemClock.now() },
        user: accountName(),
        isInteractive: StandardStreams.isTerminal(0) && StandardStreams.isTerminal(2),
        openNode: { home, user, passphrase throws(ControlFailure) in
            try NodeDoor.open(home, user: user, passphrase: passphrase)
        })

    /// The home that `--home`, `COMITY_HOME` or the account's home folder gives, as an absolute path.
    /// - Throws: exit 64 if none of them is there.
    func home(option: String?) throws(ControlFailure) -> HomeLayout {
        let path: String
        if let option {
            path = option
        } else if let variable = variables("COMITY_HOME"), !variable.isEmpty {
            path = variable
        } else if let account = variables("HOME"), !account.isEmpty {
            path = account + "/.comity"
        } else {
            throw ControlFailure(
                "no-home", "no home folder is known", hints: ["name one with `--home DIR`"], exit: .usage)
        }
        return HomeLayout(path: Files.resolved(path), runtimePath: variables("XDG_RUNTIME_DIR"))
    }

    /// What a service manager says to the node.
    var serviceVariables: [String: String] {
        var found: [String: String] = [:]
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { found[name] = variables(name) }
        return found
    }

    private static func accountName() -> String {
        if let entry = getpwuid(geteuid()) { return String(cString: entry.pointee.pw_name) }
        return "uid-\(geteuid())"
    }
}
