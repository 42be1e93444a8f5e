package import ComityCore
package import ComityCrypto
package import ComityNode
internal import Glibc

/// Opens, accepts, watches and closes links, and carries bytes between them and the driver. `docs/operating.md#peering`
///
/// Belongs to the loop's thread. Every table is bounded by ``ServerLimits``, every wait by a deadline of ``LinkClock``.
package final class Peering {
    let loop: EventLoop
    let driver: any NodeDriver
    let security: LinkSecurity
    let pinCheck: PinCheck
    let log: Log
    var settings: Configuration
    var random = SystemRandom()
    /// By the address as it was asked for.
    var listeners: [String: Listener] = [:]
    var links: [LinkID: Link] = [:]
    var lastLink: UInt64 = 0
    /// Links by the pin they proved; each array has at most ``ServerLimits/linksPerPin`` entries.
    var linksByPin: [Digest: [LinkID]] = [:]
    /// Inbound links that are not established, by host. Entries are never zero.
    var pendingByHost: [String: Int] = [:]
    /// Inbound links whose handshake is not done.
    var handshakes = 0
    var book: DialBook
    var strangers: RateLimit
    /// When the driver is next asked for its targets unasked, in monotonic milliseconds.
    var nextRefresh: Int64 = 0
    /// The driver's wish, handed to whoever keeps the wake timer.
    package var wakeAt: (Timestamp) -> Void = { _ in }
    /// Nothing is dialed or accepted any more.
    var isStopping = false

    /// Actions that wait while others are carried out: a handler may cause more.
    private var actions: [LinkAction] = []
    private var isObeying = false

    package init(
        _ loop: EventLoop, driver: any NodeDriver, identity: TLSIdentity, settings: Configuration, log: Log
    ) throws(ServerError) {
        (self.loop, self.driver, self.settings, self.log) = (loop, driver, settings, log)
        let pinCheck = PinCheck(driver)
        self.pinCheck = pinCheck
        security = try LinkSecurity(identity: identity) { pinCheck.accepts($0) }
        book = DialBook(own: driver.agency)
        strangers = RateLimit(
            burst: ServerLimits.strangerBurst, intervalMilliseconds: ServerLimits.strangerIntervalMilliseconds,
            now: Self.now)
    }

    static var now: Int64 { SystemClock.monotonicMilliseconds() }

    /// Established links, for the log and for tests.
    package var establishedCount: Int { links.values.count { $0.isEstablished } }

    // MARK: Obeying the driver

    /// Carries out what the driver wants, and what that causes, in order. Not re-entrant: actions that a handler
    /// answers meanwhile are appended.
    package func obey(_ more: [LinkAction]) {
        actions.append(contentsOf: more)
        guard !isObeying else { return }
        isObeying = true
        defer { isObeying = false }
        while !actions.isEmpty {
            let batch = actions
            actions = []
            for action in batch { carryOut(action) }
        }
    }

    private func carryOut(_ action: LinkAction) {
        switch action {
        case .send(let id, let bytes): if let link = links[id] { send(bytes, on: link) }
        case .established(let id): if let link = links[id] { establish(link) }
        case .close(let id, let reason): if let link = links[id] { end(link, reason) }
        case .read(let id, let isOn): if let link = links[id], link.ending == nil { link.stream.isReading = isOn }
        case .wakeAt(let time): wakeAt(time)
        case .targetsChanged: refreshTargets()
        }
    }

    private func send(_ bytes: [UInt8], on link: Link) {
        guard link.ending == nil else { return }
        let now = Self.now
        link.clock.queued(now: now)
        link.stream.send(bytes)
        let pendingBytes = link.stream.pendingBytes
        if pendingBytes > ServerLimits.outputMaximumBytes {
            drop(link, "more than \(ServerLimits.outputMaximumBytes >> 20) MiB wait for the peer to read")
        } else if pendingBytes > ServerLimits.outputHighBytes, !link.isCongested {
            link.isCongested = true
            driver.linkCongested(link.id, now: SystemClock.now())
        }
    }

    /// The peer's first valid frame: it counts as connected, and of two links to it one goes.
    private func establish(_ link: Link) {
        guard link.clock.phase == .greeting, link.ending == nil, let pin = link.pin else { return }
        let now = Self.now
        forgetPending(link)
        let older = linksByPin[pin]?.compactMap { links[$0] }.filter { $0.isEstablished && $0.ending == nil } ?? []
        link.clock.enter(.established, now: now)
        book.established(pin)
        log.info(
            "link-established", agencyField(pin), ("link", .link(link.id)), ("address", .address(link.address)),
            ("outbound", .flag(link.isOutbound)))
        for other in older { settle(older: other, newer: link, pin: pin, now: now) }
    }

    private func settle(older: Link, newer: Link, pin: Digest, now: Int64) {
        let loser = DuplicateRule.loser(
            older: .init(link: older.id, isOutbound: older.isOutbound, isFresh: older.clock.isFresh(now: now)),
            newer: .init(link: newer.id, isOutbound: newer.isOutbound, isFresh: true), own: driver.agency,
            peer: driver.agency(ofPin: pin) ?? driver.agency)
        if let link = links[loser] { end(link, "another link to the same peer stays") }
    }

    // MARK: Ending links

    /// Lets the link send what is queued, then closes it. The driver is told at once.
    func end(_ link: Link, _ reason: String) {
        guard link.ending == nil else { return }
        guard link.clock.phase == .greeting || link.clock.phase == .established else { return drop(link, reason) }
        link.ending = reason
        report(link, reason)
        link.clock.enter(.closing, now: Self.now)
        if link.stream.pendingBytes == 0 { link.stream.endOutput() }
    }

    /// Closes the link now.
    func drop(_ link: Link, _ reason: String) {
        guard links.removeValue(forKey: link.id) != nil else { return }
        if link.ending == nil {
            link.ending = reason
            report(link, reason)
        }
        if let pin = link.pin {
            linksByPin[pin]?.removeAll { $0 == link.id }
            if linksByPin[pin]?.isEmpty == true { linksByPin[pin] = nil }
        }
        link.stream.close()
    }

    /// Tells everybody who counts on the link that it is gone. Called once for each link.
    private func report(_ link: Link, _ reason: String) {
        let now = Self.now
        forgetPending(link)
        if link.isEstablished {
            log.info(
                "link-closed", agencyField(link.pin), ("link", .link(link.id)), ("reason", .reason(reason)))
            lose(link, now: now)
        } else if let pin = link.dialedPin {
            log.info(
                "dial-failed", agencyField(pin), ("address", .address(link.address)), ("reason", .reason(reason)))
            book.failed(pin, now: now, random: &random)
            if !link.isOpen {
                driver.dialFailed(pin, isUntrusted: link.isUntrusted, reason: reason, now: SystemClock.now())
            }
        } else if let pin = link.pin {
            log.warning(
                "peer-refused", agencyField(pin), ("address", .address(link.address)), ("reason", .reason(reason)))
        }
        guard link.isOpen else { return }
        link.isOpen = false
        obey(driver.linkClosed(link.id, reason: reason, now: SystemClock.now()))
    }

    /// The peer is dialed again unless another link to it stands.
    private func lose(_ link: Link, now: Int64) {
        guard let pin = link.pin else { return }
        let others = linksByPin[pin]?.compactMap { links[$0] } ?? []
        guard !others.contains(where: { $0 !== link && $0.isEstablished && $0.ending == nil }) else { return }
        book.lost(pin, now: now, random: &random)
    }

    func agencyField(_ pin: Digest?) -> LogLine.Field {
        guard let pin else { return ("pin", .word("none")) }
        if let agency = driver.agency(ofPin: pin) { return ("agency", .agency(agency)) }
        return ("pin", .digest(pin))
    }

    /// Takes the link off the counts of those that are not yet trusted.
    func forgetPending(_ link: Link) {
        guard let host = link.inboundHost, link.clock.phase == .handshake || link.clock.phase == .greeting else {
            return
        }
        if link.clock.phase == .handshake { handshakes -= 1 }
        pendingByHost[host, default: 1] -= 1
        if pendingByHost[host] == 0 { pendingByHost[host] = nil }
        admitMore()
    }
}
