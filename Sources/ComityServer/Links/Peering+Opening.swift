internal import ComityCore
internal import ComityNode
internal import Glibc

extension Peering {
    // MARK: Accepting

    /// Listens on these addresses and no others; one that is bound already stays as it is.
    /// - Returns: what is bound, with the port that was chosen where 0 was asked for.
    /// - Throws: `bind-failed`, `malformed-address` or `limit-exceeded`; what was bound before then stays, and no more.
    package func listen(onlyOn addresses: [String]) throws(ServerError) -> [String] {
        guard addresses.count <= ServerLimits.listenAddresses else {
            throw ServerError(.limitExceeded, "more than \(ServerLimits.listenAddresses) addresses to listen on")
        }
        var kept: [String: Listener] = [:]
        for address in addresses where kept[address] == nil {
            if let present = listeners[address] {
                kept[address] = present
            } else {
                kept[address] = try listener(on: address)
            }
        }
        listeners = kept
        admitMore()
        return addresses.map { kept[$0]?.address?.description ?? $0 }
    }

    private func listener(on address: String) throws(ServerError) -> Listener {
        let log = log
        return try Listener(
            loop, on: try Endpoint(parsing: address), accepted: { [unowned self] in accept($0, $1) },
            failed: { log.error("accept-failed", ("reason", .failure($0))) })
    }

    private func accept(_ descriptor: Int32, _ address: SocketAddress) {
        let host = address.host
        guard links.count < settings.linkLimit, pendingByHost[host, default: 0] < ServerLimits.pendingPerAddress else {
            close(descriptor)
            refuse(pin: nil, address: address.description, .tooManyConnections, "too many connections")
            return
        }
        do throws(ServerError) {
            let session = try security.makeSession(true)
            let stream = try ByteStream(loop, descriptor: descriptor, session: session, isServer: true)
            handshakes += 1
            pendingByHost[host, default: 0] += 1
            _ = adopt(stream, address: address.description, inboundHost: host, dialedPin: nil)
            admitMore()
        } catch {
            log.error("accept-failed", ("reason", .failure(error)))
        }
    }

    /// While too many handshakes run, further connections wait in the kernel's backlog.
    func admitMore() {
        let hasRoom = handshakes < ServerLimits.pendingHandshakes && !isStopping
        for listener in listeners.values { listener.isOn = hasRoom }
    }

    // MARK: Dialing

    /// Asks the driver whom it wants links to.
    package func refreshTargets() {
        let now = Self.now
        nextRefresh = now + ServerLimits.targetRefreshMilliseconds
        guard settings.dials, !isStopping else { return }
        book.update(driver.endpointsToDial(now: SystemClock.now()), now: now, random: &random)
        for (pin, ids) in linksByPin where ids.contains(where: { links[$0]?.isEstablished == true }) {
            book.established(pin)
        }
    }

    private func dialWhatIsDue(now: Int64) {
        for attempt in book.due(now: now) {
            do throws(ServerError) {
                try dial(attempt)
            } catch {
                log.info(
                    "dial-failed", ("agency", .agency(attempt.agency)), ("address", .address(attempt.endpoint)),
                    ("reason", .failure(error)))
                book.failed(attempt.pin, now: now, random: &random)
            }
        }
    }

    private func dial(_ attempt: DialBook.Attempt) throws(ServerError) {
        guard links.count < settings.linkLimit else {
            throw ServerError(.limitExceeded, "\(links.count) links are held already")
        }
        let endpoint = try Endpoint(parsing: attempt.endpoint)
        let session = try security.makeSession(false)
        let stream = try ByteStream(loop, descriptor: -1, session: session, isServer: false)
        try stream.connect(to: endpoint)
        log.debug("dialing", ("agency", .agency(attempt.agency)), ("address", .address(attempt.endpoint)))
        _ = adopt(stream, address: attempt.endpoint, inboundHost: nil, dialedPin: attempt.pin)
    }

    // MARK: The sweep

    /// Looks at every deadline and starts the dials that are due. Complexity: O(links + peers log peers).
    package func sweep() {
        let now = Self.now
        let idle = Int64(settings.idleSeconds) * 1_000
        for link in Array(links.values) {
            guard let reason = link.clock.verdict(now: now, idleMilliseconds: idle) else { continue }
            if link.clock.phase == .handshake, !link.isOutbound {
                refuse(pin: nil, address: link.address, .handshakeFailed, reason)
            }
            drop(link, reason)
        }
        guard !isStopping, settings.dials else { return }
        if now >= nextRefresh { refreshTargets() }
        dialWhatIsDue(now: now)
    }

    // MARK: Stopping

    /// Accepts and dials nothing more, and lets every link send its last frames.
    package func beginStopping() {
        isStopping = true
        listeners = [:]
        obey(driver.stopping(now: SystemClock.now()))
        for link in Array(links.values) { end(link, "this node stops") }
    }

    /// Whether the last link is gone.
    package var isStopped: Bool { links.isEmpty }

    /// Closes what is left.
    package func finishStopping() {
        for link in Array(links.values) { drop(link, "this node stops") }
    }
}
