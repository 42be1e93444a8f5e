internal import Glibc

/// Tells the service manager how the node is, by the datagram protocol of `sd_notify(3)`, without its library.
///
/// Without `NOTIFY_SOCKET` in the environment every call does nothing. A message that cannot be delivered is dropped:
/// the manager's own timeouts decide then.
package struct ServiceNotifier: Sendable {
    private let address: sockaddr_un?
    private let addressBytes: socklen_t
    /// How often the manager expects ``alive()``, halved as its manual advises; nil if it does not watch.
    package let watchdogMilliseconds: Int64?

    package init(environment: [String: String]) {
        (address, addressBytes) = Self.address(environment["NOTIFY_SOCKET"] ?? "")
        watchdogMilliseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { max($0 / 2_000, 1) }
    }

    package func ready(status: String) { send("READY=1\nSTATUS=\(Self.oneLine(status))\n") }
    package func stopping() { send("STOPPING=1\n") }
    package func alive() { send("WATCHDOG=1\n") }

    /// The manager measures the reload from `monotonicMilliseconds` to the next ``ready(status:)``.
    package func reloading(monotonicMilliseconds: Int64) {
        send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMilliseconds * 1_000)\n")
    }

    private func send(_ message: String) {
        guard var address else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), $0,
                    addressBytes)
            }
        }
    }

    /// A path, or with `@` in front a name of the abstract space.
    private static func address(_ name: String) -> (sockaddr_un?, socklen_t) {
        guard name.hasPrefix("/") || name.hasPrefix("@") else { return (nil, 0) }
        guard var address = UnixAddress.make(path: name) else { return (nil, 0) }
        if name.hasPrefix("@") { address.sun_path.0 = 0 }
        let header = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        return (address, socklen_t(header + name.utf8.count))
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
