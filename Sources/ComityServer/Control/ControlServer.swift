internal import CPlatform
internal import ComityCore
internal import ComityNode
internal import Glibc

/// Answers the clients of the control socket on the node's own loop. Specs/control.md
///
/// Only the node's own user and root are let in. A client's job takes a step only while the client reads what the last
/// ones said, so a slow or hostile client costs at most one request, one step's answer and a descriptor.
final class ControlServer {
    private let loop: EventLoop
    private let path: String
    private let driver: any NodeDriver
    private let log: Log
    /// Called after each step of a request: the driver may have work.
    private let performed: () -> Void
    private var listener: Listener?
    private var clients: [UInt64: ControlConnection] = [:]
    private var nextClient: UInt64 = 1

    /// Listens in the home, whose lock the caller holds: a socket that is there already is a dead process's.
    /// - Throws: `bind-failed`, `home-unusable`.
    init(
        _ loop: EventLoop, home: HomeLayout, driver: any NodeDriver, log: Log, performed: @escaping () -> Void
    ) throws(ServerError) {
        (self.loop, self.driver, self.log, self.performed) = (loop, driver, log, performed)
        path = home.socketPath
        try home.prepareSocketFolder()
        let descriptor = try UnixAddress.bind(path: path)
        listener = try Listener(
            loop, descriptor: descriptor, name: path, accepted: { [unowned self] in accept($0, $1) },
            failed: { log.error("accept-failed", ("reason", .failure($0))) })
    }

    /// Ends every client and takes the socket away.
    func close() {
        guard listener != nil else { return }
        listener = nil
        unlink(path)
        for client in clients.values { client.end() }
        clients = [:]
    }

    /// Looks at the deadlines of the clients. Complexity: O(clients).
    func sweep(now: Int64) {
        for (number, client) in clients where !client.stillWanted(now: now) { remove(number) }
    }

    private func accept(_ descriptor: Int32, _: SocketAddress) {
        guard isAllowed(descriptor) else {
            Glibc.close(descriptor)
            return
        }
        do throws(ServerError) {
            let number = nextClient
            nextClient += 1
            let client = try ControlConnection(
                loop, descriptor: descriptor, perform: { [unowned self] in driver.perform($0, now: SystemClock.now()) },
                performed: performed, ended: { [unowned self] in remove(number) })
            clients[number] = client
            if clients.count > ServerLimits.controlClients { client.refuse(Self.busy) }
        } catch {
            log.error("accept-failed", ("reason", .failure(error)))
        }
    }

    private func isAllowed(_ descriptor: Int32) -> Bool {
        var user: UInt32 = 0
        var process: Int32 = 0
        let failure = comity_peer_user(descriptor, &user, &process)
        if failure == 0, user == geteuid() || user == 0 { return true }
        log.warning("control-refused", ("user", .count(Int(user))), ("process", .count(Int(process))))
        return false
    }

    private func remove(_ number: UInt64) { clients.removeValue(forKey: number)?.end() }

    private static let busy = ControlFailure(
        "busy", "the node serves \(ServerLimits.controlClients) clients already", exit: .locked)
}
