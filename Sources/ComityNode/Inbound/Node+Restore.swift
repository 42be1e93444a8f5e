import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityStore
import ComitySync

/// A store that was rolled back: noticed by what the key folder or a peer remembers. Specs/feed.md#restores
extension Node {
    /// Compares the own logs with the last sizes that were signed; a log that knows less opens a new epoch.
    ///
    /// A mark that the last life of the process had no time or no space to write is written now.
    func checkSignedSizes(now: Timestamp) throws {
        for log in try store.logs() where log.isOwn {
            if try isRolledBack(log) {
                if book.ownFeeds.contains(where: { $0.id == log.feed }) { try openEpoch(after: log, now: now) }
            } else if let newest = try store.newestHead(of: log) {
                try mark(newest, of: log)
            }
        }
    }

    /// Compares the trail with the last size that was signed of it; one that knows less goes on in a new epoch, whose
    /// first event names what was lost.
    func checkTrail(now: Timestamp) throws {
        trailEpoch = Epoch(UInt32(max(1, try store.counterNote(Self.trailEpochNote))))
        let newest = store.signedSizes.newestEpoch(trail.originPrefix) ?? trailEpoch
        let last = AuditTrail(agency: agency, epoch: max(newest, trailEpoch))
        guard let mark = store.signedSizes[last.origin] else {
            // The last life may have ended between the first head and its mark. After more heads the mark was lost:
            // that is not healed, but told by whoever verifies.
            return try store.hasOneAuditHead() ? markTrail() : ()
        }
        if newest <= trailEpoch, try isInTrail(mark) { return try markTrail() }
        trailEpoch = Epoch(last.epoch.value + 1)
        try store.step {
            try store.setNote(Self.trailEpochNote, bigEndianBytes(trailEpoch.value))
            // What told of an earlier loss may be lost now too.
            for (_, mark) in store.signedSizes.marks(ofAllEpochs: trail.originPrefix) where try !isInTrail(mark) {
                try audit(
                    .epochOpened, now: now, .epoch(trailEpoch), .end(mark.size.value), .root(mark.root),
                    .reason(ReasonCode(unchecked: "rolled-back")))
            }
        }
    }

    /// Whether the trail has the events that were signed.
    private func isInTrail(_ mark: SignedSizes.Mark) throws -> Bool {
        guard let note = try store.auditHead(size: mark.size) else { return false }
        return try SignedCheckpoint(parsing: note, verifying: identity.signer.publicKey).root == mark.root
    }

    /// Remembers outside the store that the trail's newest head was signed; see ``mark(_:of:)``.
    func markTrail() throws {
        guard let newest = try store.newestAuditHead(), newest.size > store.signedSizes[trail.origin]?.size ?? .zero
        else {
            return
        }
        let signed = try SignedCheckpoint(parsing: newest.note, verifying: identity.signer.publicKey)
        // A trail that has just begun a new epoch has no head of it yet.
        guard signed.origin == trail.origin else { return }
        try store.signedSizes.record([(trail.origin, SignedSizes.Mark(size: signed.size, root: signed.root))])
    }

    private static let trailEpochNote = "trail-epoch"

    /// Whether a head tells another beginning of an own log than the one that is here.
    func contradicts(_ head: FeedHead, _ log: StoredLog) throws -> Bool {
        guard head.epoch == log.epoch, head.size > .zero, head.size <= log.size else { return false }
        return try root(of: log, size: head.size) != head.root
    }

    /// Peers mostly tell sizes at which a batch ended: their roots are remembered.
    private func root(of log: StoredLog, size: TreeSize) throws -> Digest {
        if size == log.size { return log.root }
        return try store.head(of: log, size: size)?.root ?? store.root(of: log, size: size)
    }

    /// A peer shows a batch of our own feed: proof that we had signed what we do not remember, if we did.
    func receiveOwn(_ batch: UnverifiedBatch, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard let log = try store.log(batch.feed) else { return [] }
        try batch.head.verify(feed: batch.feed, epoch: batch.epoch, key: identity.signer.publicKey)
        let shown = FeedHead(feed: batch.feed, epoch: batch.epoch, size: batch.head.size, root: batch.head.root)
        guard try (shown.epoch, shown.size) > (log.epoch, log.size) || contradicts(shown, log) else {
            // It holds what we signed after all, whatever it told before: it counts as heard from there on.
            return shown.epoch == log.epoch ? try hear(shown, from: link, now: now, mayRestart: true) : []
        }
        try openEpoch(after: log, atLeast: batch.epoch, now: now)
        return try agreementsChanged(now: now)
    }

    /// Whether the key folder remembers a later epoch, a larger size or another root. An un-harmed store has a head at
    /// every size that it ever signed.
    private func isRolledBack(_ log: StoredLog) throws -> Bool {
        if let newest = store.signedSizes.newestEpoch(log.feed.logOriginPrefix), newest > log.epoch { return true }
        guard let mark = store.signedSizes[log.feed.logOrigin(epoch: log.epoch)] else { return false }
        return try store.head(of: log, size: mark.size)?.root != mark.root
    }

    /// The first epoch of an own feed that this store does not know: not the first of all, if an older store did.
    func unsignedEpoch(of feed: FeedID) -> Epoch {
        Epoch((store.signedSizes.newestEpoch(feed.logOriginPrefix)?.value ?? 0) + 1)
    }

    /// An epoch of an own feed in which nothing was ever signed.
    func freshEpoch(of feed: FeedID, after epoch: Epoch) -> Epoch {
        Epoch(max(epoch, store.signedSizes.newestEpoch(feed.logOriginPrefix) ?? epoch).value + 1)
    }

    /// Opens the next epoch of an own feed and restates everything there.
    private func openEpoch(after log: StoredLog, atLeast epoch: Epoch = .first, now: Timestamp) throws {
        try store.step {
            var next = try store.openLog(
                log.feed, epoch: freshEpoch(of: log.feed, after: max(log.epoch, epoch)), isOwn: true)
            try auditEpoch(next, after: log, now: now)
            try store.keepHandles(of: log, in: next)
            try store.dropViews(of: log)
            try store.forgetProjections(in: log)
            guard let feed = book.ownFeeds.first(where: { $0.id == log.feed }) else { return }
            try append(
                .agreement(AgreementEntry(version: UInt64(feed.agreement.version), digest: feed.agreement.digest)),
                to: &next,
                now: now)
            next.governing = UInt64(feed.agreement.version)
            next.backfill = Backfill.undisclosed(after: 0).encoded
            try closeStep(&next)
        }
        try store.finishPunctures()
    }
}
