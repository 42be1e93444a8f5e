import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// A store that was rolled back: noticed by what the key folder or a peer remembers. Specs/feed.md#restores
extension Node {
    /// Compares the own logs with the last sizes that were signed; a log that knows less opens a new epoch.
    func checkSignedSizes(now: Timestamp) throws {
        for feed in book.ownFeeds {
            guard let log = try store.log(feed.id),
                let mark = store.signedSizes[feed.id.logOrigin(epoch: log.epoch)]
            else { continue }
            if try isRolledBack(log, mark: mark) { try openEpoch(after: log, now: now) }
        }
    }

    /// A peer shows a batch of our own feed: proof that we had signed more than we remember, if we did.
    func receiveOwn(_ batch: UnverifiedBatch, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard let log = try store.log(batch.feed) else { return [] }
        try batch.head.verify(feed: batch.feed, epoch: batch.epoch, key: identity.signer.publicKey)
        guard (batch.epoch, batch.head.size) > (log.epoch, log.size) else { return [] }
        try openEpoch(after: log, atLeast: batch.epoch, now: now)
        return try agreementsChanged(now: now)
    }

    private func isRolledBack(_ log: StoredLog, mark: SignedSizes.Mark) throws -> Bool {
        if mark.size > log.size { return true }
        guard let head = try store.head(of: log, size: mark.size) else { return false }
        return head.root != mark.root
    }

    /// Opens the next epoch of an own feed and restates everything there.
    private func openEpoch(after log: StoredLog, atLeast epoch: Epoch = .first, now: Timestamp) throws {
        try store.step {
            var next = try store.openLog(
                log.feed, epoch: Epoch(max(log.epoch, epoch).value + 1), isOwn: true)
            try auditEpoch(next, after: log, now: now)
            guard let feed = book.ownFeeds.first(where: { $0.id == log.feed }) else { return }
            try append(
                .agreement(AgreementEntry(version: UInt64(feed.agreement.version), digest: feed.agreement.digest)),
                to: &next,
                now: now)
            next.governing = UInt64(feed.agreement.version)
            next.backfill = Backfill.undisclosed(after: 0).encoded
            try closeStep(&next)
        }
        sealed.removeAll()
    }
}
