internal import ComityCore
internal import ComityNode

/// One connection to or from a peer, from the first packet to the last. Owned by ``Peering``.
final class Link {
    let id: LinkID
    let stream: ByteStream
    /// `HOST:PORT` of the other end, as accepted or as dialed.
    let address: String
    /// The other end's host alone, for the limit of connections from one address; nil for an outbound link.
    let inboundHost: String?
    /// The pin that was dialed; nil for an inbound link.
    let dialedPin: Digest?
    var clock: LinkClock
    /// Who the other end is; nil until the handshake is done.
    var pin: Digest?
    /// Whether the driver was told of this link and not yet that it is closed.
    var isOpen = false
    /// Whether the driver was told to send no bulk.
    var isCongested = false
    /// The other end showed a key that was not dialed, or that nobody knows.
    var isUntrusted = false
    /// Why the link is being closed; set once.
    var ending: String?

    var isOutbound: Bool { dialedPin != nil }
    var isEstablished: Bool { clock.phase == .established }

    init(id: LinkID, stream: ByteStream, address: String, inboundHost: String?, dialedPin: Digest?, now: Int64) {
        (self.id, self.stream, self.address) = (id, stream, address)
        (self.inboundHost, self.dialedPin) = (inboundHost, dialedPin)
        clock = LinkClock(now: now)
    }
}
