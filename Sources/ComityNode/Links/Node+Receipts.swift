import ComityAudit
import ComityCore
import ComityFeed
import ComityStore
import ComitySync

/// The word of a member that it carried out withdrawals and purges. Specs/sync.md#receipt
extension Node {
    private static let obeyed = ReasonCode(unchecked: "obeyed")

    /// Remembers, in the step that obeyed them, how far the erasures of a partner's feed were carried out.
    func noteObeyed(_ leaf: LeafIndex, of log: StoredLog) throws {
        try store.setNote(obeyedNote(log), bigEndianBytes(leaf.value))
    }

    /// The feed has ended and begins again at leaf 0, should it come back.
    func forgetObeyed(_ log: StoredLog) throws {
        if try store.note(obeyedNote(log)) != nil { try store.setNote(obeyedNote(log), []) }
    }

    /// The receipts that a peer has not had over this link.
    func receipts(over link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        try book.foreignFeeds.keys.filter { $0.origin == link.peer }.sorted().flatMap { feed in
            try store.log(feed).map { try receipt(for: $0, over: link, now: now) } ?? []
        }
    }

    /// The receipt for a feed, if its origin is the peer and has not had it over this link, and nothing that was erased
    /// can be opened any more. The first telling is audited.
    func receipt(for log: StoredLog, over link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard log.feed.origin == link.peer, let bytes = try store.note(obeyedNote(log)), !bytes.isEmpty,
            try !store.hasPendingPunctures()
        else { return [] }
        let leaf = LeafIndex(bytes.reduce(0) { $0 << 8 | UInt64($1) })
        let position = LogPosition(epoch: log.epoch, leaf: leaf)
        guard link.receipts[log.feed] != position else { return [] }
        let told = "receipt-sent/\(log.feed.logOrigin(epoch: log.epoch))"
        if try store.note(told) != bytes {
            try store.step {
                try store.setNote(told, bytes)
                try audit(
                    .receiptSent, now: now, .agency(link.peer), .agreement(log.feed.agreement),
                    .audience(log.feed.audience), .epoch(log.epoch), .leaf(leaf), .reason(Self.obeyed))
            }
        }
        link.receipts[log.feed] = position
        let receipt = FeedPosition(feed: log.feed, epoch: log.epoch, leaf: leaf)
        return [.send(link.id, Frame.receipt(receipt).encoded)]
    }

    /// A member of one of our audiences has carried out what we asked for.
    func takeReceipt(_ position: FeedPosition, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard position.feed.origin == agency, book.members(of: position.feed)?.contains(link.peer) == true,
            let log = try store.log(position.feed), log.epoch == position.epoch,
            let kind = try store.kind(of: position.leaf, in: log), kind == .withdraw || kind == .purge
        else { return [] }
        let note = "receipt-from/\(link.peer)/\(log.feed.logOrigin(epoch: log.epoch))"
        guard try store.note(note) == nil || store.counterNote(note) < position.leaf.value else { return [] }
        try store.step {
            try store.setNote(note, bigEndianBytes(position.leaf.value))
            try audit(
                .receiptReceived, now: now, .agency(link.peer), .agreement(log.feed.agreement),
                .audience(log.feed.audience), .epoch(log.epoch), .leaf(position.leaf), .reason(Self.obeyed))
        }
        return []
    }

    private func obeyedNote(_ log: StoredLog) -> String { "obeyed/\(log.feed.logOrigin(epoch: log.epoch))" }
}
