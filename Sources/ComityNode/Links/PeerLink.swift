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
    /// The heads of the peer's last catalogue over this link, by feed.
    var catalogued: [FeedID: FeedHead] = [:]
    /// How many heartbeats in a row have told that the peer does not hold what this node holds.
    var differingBeats = 0
    /// Feeds of others that were asked of this peer, and from where.
    var wanted: [FeedID: LogPosition] = [:]
    /// Output waits in the link: no bulk until it has drained.
    var isCongested = false
    var isEstablished = false
    /// Leaves of all feeds that the peer acknowledged over this link.
    var carriedLeaves: UInt64 = 0
    var nextHeartbeat: Timestamp
    /// The last receipt that was sent for each feed of the peer.
    var receipts: [FeedID: LogPosition] = [:]
    /// When a heartbeat was heard last, or became due for the first time.
    var lastBeat: Timestamp
    /// Heartbeats of ours since then.
    var quietBeats = 0
    /// Whether an alarm was raised because none came since.
    var isSilent = false
    /// How many heartbeats in a row have shown a head of the peer's own feed that has not arrived.
    var missingBeats: [FeedID: Int64] = [:]

    /// When the peer has missed so many heartbeats that an alarm is due.
    var silentFrom: Timestamp {
        lastBeat.adding(milliseconds: SyncLimits.silentHeartbeats * SyncLimits.heartbeatMilliseconds)
    }

    func heardBeat(now: Timestamp) {
        lastBeat = now
        quietBeats = 0
        isSilent = false
    }

    /// Also when the clock was set back by more than a heartbeat.
    func isHeartbeatDue(now: Timestamp) -> Bool {
        nextHeartbeat <= now || nextHeartbeat > now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
    }

    /// Whether batches travel that the peer has not acknowledged.
    var isSending: Bool { session.subscriptions.values.contains(where: \.isUnderWay) }

    /// Takes the peer's word that it has committed what `head` says.
    /// - Returns: the subscription's new account, if that is news.
    func acknowledge(_ head: FeedHead) -> Subscription? {
        guard var subscription = session.subscriptions[head.feed] else { return nil }
        let before = subscription.acknowledged
        subscription.acknowledge(epoch: head.epoch, size: head.size)
        session.subscriptions[head.feed] = subscription
        guard subscription.acknowledged > before else { return nil }
        carriedLeaves += subscription.acknowledged.value - before.value
        return subscription
    }

    init(id: LinkID, peer: AgencyID, now: Timestamp) {
        self.id = id
        self.peer = peer
        openedAt = now
        session = Session(peer: peer, now: now)
        lastBeat = now
        nextHeartbeat = now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
    }
}
