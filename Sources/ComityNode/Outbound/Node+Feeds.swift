import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityStore

/// The own feeds as logs: opening, governing versions, appending.
extension Node {
    /// Brings the logs in line with the agreements in force: opens what is new, notes new versions, ends what has
    /// ended. Each agreement is a step of its own; one that fails is tried again at the next wake, and until then
    /// nothing is projected, sealed or taken in under it. Specs/node.md#alignment
    func alignFeeds(now: Timestamp) {
        do {
            try auditChanges(now: now)
        } catch {
            return noteFault(error, now: now)
        }
        for id in unaligned.sorted() {
            do {
                try store.step { try alignFeeds(of: id, now: now) }
                unaligned.remove(id)
            } catch {
                noteFault(error, now: now)
            }
        }
        do {
            try store.finishPunctures()
        } catch {
            // They stand in the store: the next wake goes on with them.
            noteFault(error, now: now)
        }
    }

    private func alignFeeds(of agreement: AgreementID, now: Timestamp) throws {
        for log in try store.logs() where log.feed.agreement == agreement {
            if book.members(of: log.feed) != nil {
                try wake(log)
            } else if hasEnded(log.feed) {
                try end(log, now: now)
            } else {
                try rest(log)
            }
        }
        let missed = try missedProjections()
        for feed in book.ownFeeds where feed.agreement.id == agreement {
            try align(feed, now: now)
            if missed.contains(agreement) { try restate(feed) }
        }
        if missed.contains(agreement) { try setMissedProjections(missed.subtracting([agreement])) }
    }

    /// Notes, in the step that projects, that the feeds which are not aligned are left out of it.
    func noteMissedProjections() throws {
        guard !unaligned.isEmpty else { return }
        let known = try missedProjections()
        if !unaligned.isSubset(of: known) { try setMissedProjections(known.union(unaligned)) }
    }

    /// Agreements whose feeds were left out while records were projected, in this life of the node or before.
    private func missedProjections() throws -> Set<AgreementID> {
        let lines = try store.note(Self.missedNote)?.split(separator: UInt8(ascii: "\n")) ?? []
        return Set(try lines.map { try AgreementID(parsing: String(decoding: $0, as: UTF8.self)) })
    }

    private func setMissedProjections(_ missed: Set<AgreementID>) throws {
        try store.setNote(Self.missedNote, Array(missed.map(\.text).sorted().joined(separator: "\n").utf8))
    }

    private static let missedNote = "missed-projections"

    /// What was changed while a feed was left out is found by projecting everything anew, what is disclosed first.
    private func restate(_ feed: AgreementBook.OwnFeed) throws {
        guard var log = try store.log(feed.id), log.backfill.map(Backfill.init)?.isRestricting != true else { return }
        log.backfill = Backfill.disclosed(after: 0).encoded
        try store.save(log)
    }

    private func align(_ feed: AgreementBook.OwnFeed, now: Timestamp) throws {
        var log = try store.log(feed.id) ?? store.openLog(feed.id, epoch: unsignedEpoch(of: feed.id), isOwn: true)
        if log.governing == 0, log.size > .zero {
            // It had ended, and its views were destroyed on both sides: it begins again at leaf 0.
            let ended = log
            log = try store.openLog(feed.id, epoch: freshEpoch(of: feed.id, after: log.epoch), isOwn: true)
            try store.keepHandles(of: ended, in: log)
        }
        guard log.governing != UInt64(feed.agreement.version) else { return }
        let isNew = log.governing == 0
        try append(
            .agreement(AgreementEntry(version: UInt64(feed.agreement.version), digest: feed.agreement.digest)),
            to: &log,
            now: now)
        log.governing = UInt64(feed.agreement.version)
        // What is disclosed is projected anew first: only that can be restricted.
        log.backfill = isNew ? Backfill.undisclosed(after: 0).encoded : Backfill.disclosed(after: 0).encoded
        try closeStep(&log)
    }

    /// A feed of a suspended agreement: its views stay, unseen. What is changed meanwhile is projected when it wakes.
    private func rest(_ log: StoredLog) throws {
        guard !log.isResting, log.governing != 0 else { return }
        var resting = log
        resting.isResting = true
        if log.isOwn {
            resting.backfill = Backfill.disclosed(after: 0).encoded
        } else {
            try store.unlinkViews(of: log)
        }
        try store.save(resting)
    }

    private func wake(_ log: StoredLog) throws {
        guard log.isResting else { return }
        var awake = log
        awake.isResting = false
        try store.save(awake)
        if !log.isOwn { try store.unlinkViews(of: log) }
    }

    /// A feed that has ended: its views are destroyed.
    private func end(_ log: StoredLog, now: Timestamp) throws {
        guard log.governing != 0 else { return }
        try store.dropViews(of: log)
        if log.isOwn { try store.forgetProjections(in: log) }
        try store.unlinkViews(of: log)
        var ended = log
        ended.governing = 0
        ended.isResting = false
        ended.backfill = nil
        try store.save(ended)
        // Should it come back, a member begins again at leaf 0, whether its origin has seen the end or not.
        if !log.isOwn {
            try store.empty(&ended)
            try forgetObeyed(ended)
            try store.markDirtyNamingPartners()
        }
    }

    /// Whether nothing will bring a feed back but a new version. What came under an agreement that turned out to name
    /// an impostor has ended too.
    private func hasEnded(_ feed: FeedID) -> Bool {
        let standing = book.standing(of: feed.agreement)
        switch standing {
        case .unknown, .ended: return true
        case .pending: return false
        case .inForce(let agreement), .resting(let agreement):
            return !agreement.audiences(from: feed.origin).contains { $0.id == feed.audience }
        }
    }

    /// Appends an entry to an own feed. The caller saves the log at the end of its step.
    @discardableResult
    func append(_ body: EntryBody, to log: inout StoredLog, now: Timestamp) throws -> LeafIndex {
        let index = LeafIndex(log.size.value)
        let salt = try store.salts.salt(of: index, feed: log.feed, epoch: log.epoch, seed: random.bytes(32))
        let encoded = body.encoded
        guard encoded.count + Salt.lengthBytes <= FeedLimits.entryBytes else {
            throw FeedError(.limitExceeded, "an entry of \(encoded.count) bytes is over the limit", family: .invariant)
        }
        try store.append(
            .live(hash: Entry.leafHash(salt: salt, body: encoded), kind: body.kind, salt: salt, encodedBody: encoded),
            to: &log)
        // Large entries need more places where a batch may end than one a step.
        if encoded.count > NodeLimits.largeEntryBytes {
            try store.addHead(of: log, size: log.size, root: log.root, signature: nil)
        }
        return index
    }

    /// Appends a census if one is due, and remembers where the step ended as a place where a batch may end.
    /// - Parameter force: after a withdrawal, so that nobody must carry what was withdrawn.
    func closeStep(_ log: inout StoredLog, force: Bool = false) throws {
        let since = log.size.value - (log.census?.value ?? 0)
        if force || since >= FeedLimits.leavesPerCensus {
            let census = try store.deadBitmap(of: log).census(size: log.size)
            let index = try append(.census(census), to: &log, now: startedAt)
            try store.acceptCensus(at: index, of: &log)
        }
        try store.addHead(of: log, size: log.size, root: log.root, signature: nil)
        try store.save(log)
    }

    /// A handle that names nothing else in the feed.
    func freshHandle(in log: StoredLog) throws -> Handle {
        while true {
            let handle = Handle.random(&random)
            if try !store.isHandleUsed(handle, in: log) { return handle }
        }
    }
}

/// How far a new version's projection of old records has come. What is disclosed goes first: only that can be
/// restricted, and nothing else is sealed meanwhile.
enum Backfill: Equatable {
    case disclosed(after: Int64)
    case undisclosed(after: Int64)

    init(encoded: Int64) { self = encoded < 0 ? .disclosed(after: -encoded - 1) : .undisclosed(after: encoded) }

    var encoded: Int64 {
        switch self {
        case .disclosed(let record): -record - 1
        case .undisclosed(let record): record
        }
    }

    var isRestricting: Bool { if case .disclosed = self { true } else { false } }
}
