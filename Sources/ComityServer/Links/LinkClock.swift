/// The deadlines of one link, in milliseconds of the monotonic clock. `docs/operating.md#deadlines`
///
/// A value that is told what happens and asked for a verdict; the server looks every
/// ``ServerLimits/sweepMilliseconds``.
package struct LinkClock: Sendable {
    package enum Phase: Sendable {
        /// TCP and TLS.
        case handshake
        /// TLS is done, no valid frame has come.
        case greeting
        case established
        /// Sends its last frames.
        case closing
    }

    package private(set) var phase = Phase.handshake
    private var phaseBegan: Int64
    private var lastReceived: Int64
    /// When the peer last took output, or output was queued where none waited.
    private var lastProgress: Int64
    private var waitsToSend = false

    package init(now: Int64) {
        phaseBegan = now
        lastReceived = now
        lastProgress = now
    }

    package mutating func enter(_ phase: Phase, now: Int64) {
        self.phase = phase
        phaseBegan = now
        lastReceived = now
        lastProgress = now
    }

    package mutating func received(now: Int64) { lastReceived = now }

    package mutating func queued(now: Int64) {
        if !waitsToSend { lastProgress = now }
        waitsToSend = true
    }

    package mutating func sent(allOfIt: Bool, now: Int64) {
        lastProgress = now
        waitsToSend = !allOfIt
    }

    package func isFresh(now: Int64) -> Bool { now - lastReceived <= ServerLimits.freshMilliseconds }

    /// Why the link must end now, or nil.
    package func verdict(now: Int64, idleMilliseconds: Int64 = ServerLimits.idleMilliseconds) -> String? {
        switch phase {
        case .handshake where now - phaseBegan > ServerLimits.handshakeMilliseconds:
            "no handshake within \(ServerLimits.handshakeMilliseconds / 1_000) s"
        case .greeting where now - phaseBegan > ServerLimits.greetingMilliseconds:
            "no valid frame within \(ServerLimits.greetingMilliseconds / 1_000) s"
        case .closing where now - phaseBegan > ServerLimits.lingerMilliseconds: "closed"
        case .established where now - lastReceived > idleMilliseconds: "nothing heard for \(idleMilliseconds / 1_000) s"
        case .established where waitsToSend && now - lastProgress > ServerLimits.stallMilliseconds:
            "the peer took nothing for \(ServerLimits.stallMilliseconds / 1_000) s"
        default: nil
        }
    }
}
