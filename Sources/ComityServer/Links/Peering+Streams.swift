internal import ComityCore
internal import ComityNode

extension Peering {
    /// Puts a link with its stream under watch.
    func adopt(_ stream: ByteStream, address: String, inboundHost: String?, dialedPin: Digest?) -> Link {
        lastLink += 1
        let link = Link(
            id: LinkID(number: lastLink), stream: stream, address: address, inboundHost: inboundHost,
            dialedPin: dialedPin, now: Self.now)
        links[link.id] = link
        stream.start(
            received: { [unowned self, unowned link] in received($0, on: link) },
            drained: { [unowned self, unowned link] in drained(link) },
            happened: { [unowned self, unowned link] in happened($0, on: link) })
        return link
    }

    private func received(_ bytes: [UInt8], on link: Link) {
        guard link.ending == nil, link.isOpen else { return }
        link.clock.received(now: Self.now)
        obey(driver.received(link.id, bytes: bytes, now: SystemClock.now()))
    }

    private func drained(_ link: Link) {
        let pendingBytes = link.stream.pendingBytes
        if link.ending != nil {
            if pendingBytes == 0 { link.stream.endOutput() }
            return
        }
        link.clock.sent(allOfIt: pendingBytes == 0, now: Self.now)
        guard link.isCongested, pendingBytes <= ServerLimits.outputLowBytes else { return }
        link.isCongested = false
        obey(driver.linkWritable(link.id, now: SystemClock.now()))
    }

    private func happened(_ event: ByteStream.Event, on link: Link) {
        switch event {
        case .connected: handshakeEnded(link)
        case .ended: drop(link, link.clock.phase == .handshake ? "closed within the handshake" : "the peer closed")
        case .untrusted:
            link.isUntrusted = true
            refuse(pin: pinCheck.takeRefused(), address: link.address, .notPinned, Self.unknownPin)
            drop(link, Self.unknownPin)
        case .failed(let reason):
            if link.clock.phase == .handshake, !link.isOutbound {
                refuse(pin: nil, address: link.address, .handshakeFailed, reason)
            }
            drop(link, reason)
        }
    }

    /// TLS is done: the other end holds the key of its pin.
    private func handshakeEnded(_ link: Link) {
        guard let pin = link.stream.tlsSession.flatMap(security.peerPin) else {
            refuse(pin: nil, address: link.address, .noCertificate, "no certificate was shown")
            return drop(link, "no certificate was shown")
        }
        if let (cause, reason) = objection(to: pin, on: link) {
            link.isUntrusted = link.dialedPin.map { $0 != pin } ?? false
            refuse(pin: pin, address: link.address, cause, reason)
            return drop(link, reason)
        }
        if link.inboundHost != nil { handshakes -= 1 }
        link.pin = pin
        linksByPin[pin, default: []].append(link.id)
        link.clock.enter(.greeting, now: Self.now)
        link.isOpen = true
        admitMore()
        obey(driver.linkOpened(link.id, peerPin: pin, outbound: link.isOutbound, now: SystemClock.now()))
    }

    private func objection(to pin: Digest, on link: Link) -> (RefusedStranger.Cause, String)? {
        if let dialed = link.dialedPin, dialed != pin {
            return (.wrongPin, "the peer at this address has another key than its card")
        }
        // Asked again: a resumed session or a card that expired within the handshake must not pass.
        guard driver.acceptsPin(pin) else { return (.notPinned, Self.unknownPin) }
        guard linksByPin[pin, default: []].count < ServerLimits.linksPerPin else {
            return (.tooManyLinks, "too many links of this peer")
        }
        return nil
    }

    private static let unknownPin = "no imported and unexpired card has this pin"

    /// Reports a refusal, and logs it within a bounded rate.
    func refuse(pin: Digest?, address: String, _ cause: RefusedStranger.Cause, _ reason: String) {
        driver.refusedStranger(
            RefusedStranger(pin: pin, address: address, cause: cause, reason: reason), now: SystemClock.now())
        guard let suppressed = strangers.pass(now: Self.now) else { return }
        let shown: LogLine.Field = pin.map { ("pin", .digest($0)) } ?? ("pin", .word("none"))
        log.warning(
            "stranger-refused", ("address", .address(address)), shown, ("reason", .reason(reason)),
            ("suppressed", .count(suppressed)))
    }
}
