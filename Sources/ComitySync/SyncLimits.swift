/// The limits of the peer protocol. Specs/sync.md#limits
package enum SyncLimits {
    /// Bytes of one frame, its type included: the largest batch and its envelope.
    package static let frameBytes = (4 << 20) + 1024
    /// Bytes of one frame before sharing is agreed: a card, or an agreement with its signatures.
    package static let unagreedFrameBytes = 1 << 20
    /// Feeds that one catalogue or heartbeat may list: with names of the longest they fill 0.8 MB, so that a catalogue
    /// fits a frame before sharing is agreed.
    package static let feedsPerCatalogue = 4096
    /// Agreements that one catalogue may list.
    package static let agreementsPerCatalogue = 1024
    /// Notices that one catalogue may list: with all feeds and agreements of the longest names a catalogue still fits a
    /// frame before sharing is agreed.
    package static let noticesPerCatalogue = 512
    /// Refusals that one frame may list.
    package static let refusalsPerFrame = 4096
    /// Batches that may travel unacknowledged for one feed: covers a round trip of 100 ms at 80,000 records a second.
    package static let unacknowledgedBatches = 4
    /// Leaves of the largest batch: a pace never exceeds it. The same as a feed's census period.
    package static let leavesPerBatch: UInt64 = 4096
    /// How often a session signs the vector of its heads.
    package static let heartbeatMilliseconds: Int64 = 60_000
    /// A heartbeat that follows another one sooner than this is passed over.
    package static let heartbeatPauseMilliseconds: Int64 = 30_000
    /// What a peer's catalogue says that it lacks is sent again over one link after so long.
    package static let retellingMilliseconds: Int64 = 60_000
    /// After so many silent heartbeats a feed, or a session, raises an alarm.
    package static let silentHeartbeats: Int64 = 3
    /// After so many heartbeats in a row that told of other feeds than one's own, a side says its catalogue anew.
    package static let differingHeartbeats = 2
    /// A link must say hello within this time.
    package static let helloMilliseconds: Int64 = 10_000
    /// Bytes of a reason that a peer may state.
    package static let reasonBytes = 256
}
