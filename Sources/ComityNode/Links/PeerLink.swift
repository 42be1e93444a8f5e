import ComityCore
import ComityFeed
import ComitySync

/// One link to one peer, with its session and what was learned over it.
final class PeerLink {
    let id: LinkID
    let peer: AgencyID
    /// The SHA-256 of the public key that the peer showed.
    let pin: Digest
    let openedAt: Timestamp
    var session: Session
    /// The peer's heads as it stated them, by feed.
    var heads: [FeedID: FeedHead] = [:]
    /// The heads of the peer's last catalogue over this link, by feed.
    var catalogued: [FeedID: FeedHead] = [:]
    /// The documents that the peer has.
    var told = ToldDocuments()
    /// The terms under which the peer was told the feeds in common last.
    var terms: [FeedID: Terms] = [:]
    /// How many heartbeats in a row have told that the peer does not hold what this node holds.
    var differingBeats = 0
    /// Feeds of others that were asked of this peer, and from where.
    var wanted: [FeedID: LogPosition] = [:]
    /// Feeds of which a batch waits at the peer until the version that it names is known here.
    var waiting: Set<FeedID> = []
    /// Output waits in the link: no bulk until it has drained.
    var isCongested = false
    var isEstablished = false
    /// Leaves of all feeds that the peer acknowledged over this link.
    var carriedLeaves: UInt64 = 0
    var nextHeartbeat: Timestamp
    /// The last receipt that was sent for each feed of the peer.
    var receipts: [FeedID: LogPosition] = [:]
    /// From when on the peer may be told again what was refused of its feeds.
    var nextRefusals = Timestamp.epoch
    /// When a heartbeat was looked at last.
    private var lastTakenBeat: Timestamp?
    /// When a heartbeat was heard last, or became due for the first time.
    var lastBeat: Timestamp
    /// Heartbeats of ours since then.
    var quietBeats = 0
    /// Whether an alarm was raised because none came since.
    var isSilent = false
    /// How many heartbeats in a row have shown a head of the peer's own feed that has not arrived.
    var missingBeats: [FeedID: Int64] = [:]

    /// What decides whether and from where a feed passes.
    struct Terms: Hashable {
        let version: UInt32
        /// The version that the log of an own feed has declared, and its epoch.
        let declared: UInt64
        let epoch: Epoch?
        let isAligned: Bool
    }

    /// Whether a heartbeat is looked at: one that follows too soon is passed over.
    func takesBeat(now: Timestamp) -> Bool {
        if let last = lastTakenBeat,
            (0..<SyncLimits.heartbeatPauseMilliseconds).contains(now.milliseconds - last.milliseconds)
        {
            return false
        }
        lastTakenBeat = now
        return true
    }

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

    init(id: LinkID, peer: AgencyID, pin: Digest, now: Timestamp) {
        self.id = id
        self.peer = peer
        self.pin = pin
        openedAt = now
        session = Session(peer: peer, now: now)
        lastBeat = now
        nextHeartbeat = now.adding(milliseconds: SyncLimits.heartbeatMilliseconds)
    }
}
