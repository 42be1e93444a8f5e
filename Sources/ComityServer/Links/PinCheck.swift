internal import ComityCore
internal import ComityNode

/// Asks the driver whether a certificate may open a link, within the TLS handshake, and remembers whom it refused until
/// the link's own event says that the handshake failed.
///
/// The TLS context wants a sendable function; the handshakes of a loop all run on its thread, which is the driver's.
final class PinCheck: @unchecked Sendable {
    private unowned let driver: any NodeDriver
    /// In the order of the refusals, which is the order in which their events come.
    private var refused: [Digest] = []

    init(_ driver: any NodeDriver) { self.driver = driver }

    func accepts(_ pin: Digest) -> Bool {
        if driver.acceptsPin(pin) { return true }
        if refused.count >= ServerLimits.pendingHandshakes + ServerLimits.dials { refused.removeFirst() }
        refused.append(pin)
        return false
    }

    func takeRefused() -> Digest? { refused.isEmpty ? nil : refused.removeFirst() }
}
