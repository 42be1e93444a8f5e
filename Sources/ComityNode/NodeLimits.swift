/// The limits of a node's steps. Specs/node.md#limits
package enum NodeLimits {
    /// Items of one step: small enough that live entries wait milliseconds, large enough that one sync of the disk
    /// serves many.
    package static let itemsPerStep = 1000
    /// Matches that one step of linkage settles, about: each is some rows, and an event of the trail. A crowd of like
    /// records so takes many steps, and everything else goes on between them.
    package static let pairsPerStep = 1000
    /// Batches that are sealed in one wake: bulk leaves room for others.
    package static let bulkBatchesPerStep = 8
    /// From this size on an entry's end is a place where a batch may end: a thousand smaller ones fit one batch.
    package static let largeEntryBytes = 4096
    /// Sealed batches kept for the next member of the same audience.
    package static let sealedBatchesKept = 16
    /// Rows of one answer frame.
    package static let rowsPerStep = 200
    /// Tiles of one step of an export: 64 of 8 KiB each, with their entries.
    package static let tilesPerStep = 64
    /// Digits of an id that a person must type at least.
    package static let idPrefixDigits = 4
    /// Refusals of one peer that are audited in a minute; more are counted.
    package static let auditedRefusalsPerMinute = 30
    /// Versions that not every party has signed, for each peer that answers for them: each may take 1 MiB.
    package static let openProposalsPerPeer = 16
    /// New epochs of one feed that are followed in a day: a restore opens one, and logs are numbered with 16 bits.
    package static let epochsPerDay = 64
    /// A member tells again what it refused, over one link, after so long.
    package static let refusalsToldMilliseconds: Int64 = 3_600_000
    /// An origin answers again what only the clock of a member is to blame for after so long: each answer goes to the
    /// whole audience.
    package static let refusalAgainMilliseconds: Int64 = 6 * 3_600_000
    /// The trail's head is signed after so many events, or so many milliseconds.
    package static let eventsPerTrailHead: UInt64 = 256
    package static let trailSigningMilliseconds: Int64 = 1000
    /// What a fault of this machine stopped is tried again after so long at the latest: a full disk is seldom emptied
    /// sooner.
    package static let retryMilliseconds: Int64 = 10_000
    /// After a fault kept it from being decided what a feed says of a record, that is asked again: a disk may have
    /// recovered.
    package static let undecidedMilliseconds: Int64 = 600_000
    /// Faults of this machine that are kept for `node status`.
    package static let faultsKept = 32
    /// Fewer linkable records than this teach a model nothing.
    package static let leastTrainingRecords = 200
    /// Records for which a chain of claims is followed.
    package static let clusterRecords = 4096
    /// Persons that one search ranks: more than anybody reads.
    package static let lookupHits = 10_000
    /// Crowded values that `match stats` names.
    package static let crowdedTold = 100
    /// Changes of a training that are told one by one.
    package static let trainingChangesTold = 200
}
