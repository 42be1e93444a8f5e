import ComityCore
import ComityFeed
import ComityStore

/// What the purges and censuses of one batch share, so that a thousand of them cost what one costs.
struct DeadAccount {
    /// The batch's last census. Only this one is compared: those before it are dead with it.
    let lastCensus: LeafIndex?
    /// Leaves that purges of the batch list.
    private let listed: Set<LeafIndex>
    /// Which record's view may rest on a listed leaf.
    private(set) var owners: [LeafIndex: Handle]
    /// Listed leaves that were carried out already.
    private var purged: Set<LeafIndex> = []

    /// - Complexity: O(leaves of the batch), and O(views of the log) if it purges.
    init(of batch: AdmittedBatch, in log: StoredLog, store: Store) throws {
        var (last, listed): (LeafIndex?, Set<LeafIndex>) = (nil, [])
        for (leaf, verdict) in zip(batch.batch.leaves, batch.verdicts) {
            guard case .live(let index, _, _, _, _) = leaf, case .admitted(let body) = verdict else { continue }
            if body.kind == .census { last = index }
            if case .purge(let purge) = body { listed.formUnion(purge.leaves) }
        }
        lastCensus = last
        self.listed = listed
        owners = listed.isEmpty ? [:] : try store.owners(of: listed, in: log)
    }

    /// A leaf of the batch is about a record.
    mutating func note(_ handle: Handle, at leaf: LeafIndex) {
        if listed.contains(leaf) { owners[leaf] = handle }
    }

    /// Those of a purge's leaves that no purge of the batch listed before.
    mutating func news(of purge: PurgeEntry) -> [LeafIndex] {
        purge.leaves.filter { purged.insert($0).inserted }
    }
}

/// Purges and censuses of partners' feeds. Specs/feed.md#dead-leaves
extension Node {
    /// Destroys what a purge lists, and every view that rests on it, whether it is shown or not.
    func carryOut(_ purge: PurgeEntry, of log: StoredLog, _ account: inout DeadAccount, now: Timestamp) throws {
        let leaves = account.news(of: purge)
        try store.markDead(leaves, of: log)
        try store.destroy(leaves, of: log)
        for leaf in leaves {
            guard let handle = account.owners[leaf], var view = try store.view(handle, of: log),
                view.leaves.leaves.contains(leaf)
            else { continue }
            try store.markDead(view.leaves.leaves, of: log)
            try store.destroy(view.leaves.takeAll(), of: log)
            view.state = .withdrawn
            view.expires = nil
            view.received = now
            try keep(view, of: log)
        }
        try auditPurged(purge.leaves, by: purge, of: log, now: now)
    }

    /// Takes over a census that counts what is dead here too.
    func take(
        _ census: CensusEntry, at index: LeafIndex, in log: inout StoredLog, _ account: DeadAccount, now: Timestamp
    ) throws {
        guard index == account.lastCensus else { return try store.supersedeCensus(before: index, of: log) }
        if try store.deadBitmap(of: log).census(size: census.size) == census {
            try store.acceptCensus(at: index, of: &log)
        } else {
            try store.supersedeCensus(before: index, of: log)
            try auditAlarm(.censusMismatch, feed: log.feed, now: now)
        }
    }

    /// Destroys the keys of what was erased. A key folder that cannot be written keeps nothing else waiting: it is
    /// tried again with each ``wake(now:)``, and until then no receipt says that anything is gone.
    func settlePunctures(now: Timestamp) {
        do {
            try store.finishPunctures()
        } catch {
            noteFault(error, now: now)
        }
    }

    /// Tries again what ``settlePunctures(now:)`` could not do, and sends the receipts that waited for it.
    func retryPunctures(now: Timestamp) throws -> [LinkAction] {
        guard try store.hasPendingPunctures() else { return [] }
        try store.finishPunctures()
        return try links.values.filter(\.isEstablished).sorted { $0.id < $1.id }
            .flatMap { try receipts(over: $0, now: now) }
    }
}
