import ComityCore
import ComityFeed
import ComitySync

/// One link to one peer, with its session and what was learned over it.
final class PeerLink {
    let id: LinkID
    let peer: AgencyID
    let openedAt: Timestamp
    var session: Session
    /// The peer's heads as it stated them, by feed.
    var heads: [FeedID: FeedHead] = [:]
    /// Feeds of others that were asked of this peer, and from where.
    var wanted: [FeedID: LogPosition] = [:]
    /// Output waits in the link: no bulk until it has drained.
    var isCongested = false
    var isEstablished = false
    var nextHeartbeat: Timestamp
    /// How many heartbeats in a row have shown a head of the peer's own feed that has not arrived.
    var missingBeats: [FeedID: Int64] = [:]

    init(id: LinkID, peer: AgencyID, now: Timestamp) {
        self.id = id
        self.peer = peer
        openedAt = now
        session = Session(peer: peer, now: now)
        nextHeartbeat = now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
    }
}
