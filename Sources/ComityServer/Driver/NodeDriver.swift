package import ComityCore
package import ComityNode

/// The node as the shell sees it: events in, ``LinkAction`` values out. `docs/operating.md#threads`
///
/// Every call comes from the one thread that runs the ``EventLoop``, never from within another call of the driver. The
/// driver does not wait: what takes long is cut into steps, and it asks for the next one with `wakeAt`. `now` is
/// the wall
/// clock; it can jump.
///
/// **Two links to one peer.** When both sides dial at once, a driver sees two links with one pin in greeting. It treats
/// them alike until it answers `established` for the second; then the server keeps one by ``DuplicateRule``, on both
/// sides the same, and reports the other as closed. A driver needs no rule of its own.
package protocol NodeDriver: AnyObject {
    /// The agency of this node; it decides which of two crossing links stays.
    var agency: AgencyID { get }

    /// The addresses that the shell listens on, for `node status`; set at the start and at each reload.
    var listening: [String] { get set }

    /// TLS is done and the pin is one that ``acceptsPin(_:)`` took; for an outbound link it is the one that was dialed.
    func linkOpened(_ link: LinkID, peerPin: Digest, outbound: Bool, now: Timestamp) -> [LinkAction]
    /// Application bytes in order, at most ``ServerLimits/readChunkBytes``. Framing is the session's.
    func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction]
    /// More than ``ServerLimits/outputHighBytes`` wait: send no bulk until ``linkWritable(_:now:)``.
    func linkCongested(_ link: LinkID, now: Timestamp)
    /// The link has drained below ``ServerLimits/outputLowBytes``.
    func linkWritable(_ link: LinkID, now: Timestamp) -> [LinkAction]
    /// Exactly once for each `linkOpened`, whoever closed; nothing is reported of this link afterwards.
    func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction]

    /// The time asked for by `wakeAt` has come. Also called after each control request and each step of its job.
    func wake(now: Timestamp) -> [LinkAction]

    /// Every peer that a link is wanted to, connected or not.
    func endpointsToDial(now: Timestamp) -> [DialTarget]
    /// Whether a certificate with this SPKI hash may open a link. Called within the TLS handshake: look up, no more.
    func acceptsPin(_ pin: Digest) -> Bool
    /// Whose pin this is, by the cards the node holds, expired ones too; nil for a stranger. A look-up as well.
    func agency(ofPin pin: Digest) -> AgencyID?
    /// A dial of a target ended before TLS was done. `isUntrusted`: somebody answered, with another key than the
    /// target's.
    func dialFailed(_ pin: Digest, isUntrusted: Bool, reason: String, now: Timestamp)
    /// For the audit trail: each one, at whatever rate they come.
    func refusedStranger(_ stranger: RefusedStranger, now: Timestamp)

    /// One request of the control socket or of a command that runs while the node is stopped. `Specs/control.md`
    func perform(_ request: ControlRequest, now: Timestamp) -> ControlAnswer

    /// What went wrong on this machine since the last call: codes for the log. `docs/operating.md#log`
    func takeFaults() -> [any ComityError]

    /// SIGHUP: read again what the driver itself keeps in files.
    func reload(now: Timestamp) -> [LinkAction]
    /// The node stops: last frames may be sent; every link is then closed.
    func stopping(now: Timestamp) -> [LinkAction]
}

extension NodeDriver {
    package func takeFaults() -> [any ComityError] { [] }
}
