import ComityCore

/// What `comity peers` shows of a peer.
struct PeerState {
    enum Phase: String {
        case connected, connecting, waiting, refused, frozen, unknown
    }

    var phase: Phase
    var since: Timestamp
    var reason: String?
    /// The last refusal, either way; it stays when the peer is linked again.
    var refusal: (reason: String, at: Timestamp)?
    /// Disclosed entries since the node started.
    var sent: Int64 = 0
    var received: Int64 = 0
    /// Application bytes that came over the peer's links.
    var receivedBytes: Int64 = 0
}
