/// The limits of feed formats. Specs/feed.md#limits
package enum FeedLimits {
    /// Leaves in one batch: one census period, and with 300-byte entries some 1.2 MB before compression.
    package static let leavesPerBatch = 4096
    /// Bytes of one batch as it travels: fits one frame.
    package static let batchBytes = 4 << 20
    /// Bytes to which the columns of one batch may expand: leaves of 2 KiB on average.
    package static let expandedBatchBytes = 8 << 20
    /// Bytes of one canonical entry: a record with long narrative fields.
    package static let entryBytes = 256 << 10
    /// Clause ids that one entry may cite.
    package static let clausesPerEntry = 64
    /// Leaves that one purge may list: one entry must fit a batch.
    package static let leavesPerPurge = 8192
    /// After so many patches on one base a whole state follows, so that a view rests on few leaves.
    package static let patchesPerState = 8
    /// A census is due after so many leaves.
    package static let leavesPerCensus: UInt64 = 4096
    /// Segments of one batch: alternating runs of live and dead leaves.
    package static let segmentsPerBatch = 2 * leavesPerBatch
    /// Subtree heights a segment may name: a log of 2^40 leaves is 35,000 years at one leaf a second.
    package static let subtreeLevel: UInt64 = 40
    /// Dead leaves that one subtree hash may stand for; larger dead ranges travel as several.
    package static let deadLeavesPerSegment: UInt64 = 1 << 20
    /// Evidence items of one batch: the newest census, and purges since.
    package static let evidencePerBatch = 64
}
