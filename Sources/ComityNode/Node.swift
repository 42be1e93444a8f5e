import ComityAgreement
import ComityAudit
package import ComityCore
import ComityCrypto
import ComityFeed
package import ComityStore
import ComitySync

/// One agency's node: the path of DESIGN 4 in one synchronous, deterministic object. docs/ARCHITECTURE.md
///
/// Every call takes `now` and answers with actions; whatever it changes is committed before the actions are returned,
/// so that bytes leave the node only after the commit that recorded them. One thread calls it.
package final class Node {
    package let store: Store
    package internal(set) var identity: NodeIdentity
    let localKeys: LocalKeys
    var random: any RandomSource
    var clock: HybridClock
    /// Derived from the store; see ``refreshBook(now:)``.
    package internal(set) var book: AgreementBook
    /// Agreements whose own and foreign feeds do not follow ``book`` yet; see ``alignFeeds(now:)``.
    var unaligned: Set<AgreementID> = []
    /// Cards by agency, as the store has them.
    var cards: [AgencyID: SignedCard] = [:]
    var links: [LinkID: PeerLink] = [:]
    /// Own feeds of which a member's head has been heard in this life of the node: only these are signed, so that a
    /// node restored from a backup learns of what it had signed before it signs again.
    var heard: Set<FeedID> = []
    var sealed = SealedBatchCache()
    /// Heads that were signed in a step, which the key folder has to know before their bytes leave.
    var unrecordedMarks: [(log: String, mark: SignedSizes.Mark)] = []
    var matcher = Matcher()
    var peerStates: [AgencyID: PeerState] = [:]
    /// How large batches may be, by peer; those that were never linked are not here.
    var paces: [AgencyID: Pace] = [:]
    /// The link that a batch was sent over last.
    var lastServed = LinkID(number: 0)
    var refusalMeter = RefusalMeter()
    var epochMeter = EpochMeter()
    var noticeMeter = NoticeMeter()
    var strangers = StrangerTally()
    /// The rules that mask views of older versions, by feed; compiled when first needed, gone with the book.
    var maskings: [FeedID: Admission] = [:]
    let startedAt: Timestamp
    /// What requests want told to peers and the shell with the next ``wake(now:)``.
    var pendingActions: [LinkAction] = []
    /// The addresses that the shell listens on, for `node status`.
    package var listening: [String] = []
    /// When the trail's head is due to be signed next: at a size, or at a time.
    var nextTrailHead: UInt64 = 0
    var nextTrailSigning = Timestamp.epoch
    /// Of the audit trail: one more than the first for each time that the trail lost its tail.
    var trailEpoch = Epoch.first
    /// The last faults of this machine, oldest first.
    package internal(set) var faults: [(at: Timestamp, error: any Error)] = []
    /// How many of ``faults`` the shell has not taken yet.
    var untakenFaults = 0
    /// Records of one step of projection or linkage. The simulator takes few, so that work stops in its middle.
    package var itemsPerStep = NodeLimits.itemsPerStep
    /// Tells whether the node runs with links, or serves one command.
    package var isRunning = false

    /// Opens a node over its store, finishing what the last life left half done.
    /// - Throws: what the store throws; `corrupt` if the store contradicts the key folder beyond repair.
    package init(store: Store, identity: NodeIdentity, random: any RandomSource, now: Timestamp) throws {
        self.store = store
        self.identity = identity
        localKeys = LocalKeys(identity)
        self.random = random
        startedAt = now
        clock = HybridClock(last: HybridTime(try store.counterNote(Self.clockNote)))
        book = AgreementBook(agency: identity.agency, agreements: [], notices: [], now: now) { _ in [] }
        try store.finishPunctures()
        try checkTrail(now: now)
        try adoptCard(now: now)
        try refreshBook(now: now)
        try checkSignedSizes(now: now)
    }

    package var agency: AgencyID { identity.agency }

    static let clockNote = "clock"
    private static let inForceNote = "in-force"

    /// The time of a new local event. Persisted with the step that uses it.
    func tick(now: Timestamp) throws -> HybridTime {
        let time = clock.tick(now: now)
        try store.setNoteLate(Self.clockNote, bigEndianBytes(time.value))
        return time
    }

    /// Rebuilds what follows from cards and agreements, and brings the own feeds in line with it, as far as that
    /// succeeds at once. Specs/node.md#alignment
    func refreshBook(now: Timestamp) throws {
        cards = Dictionary(try store.cards().map { ($0.card.agency, $0) }, uniquingKeysWith: { _, last in last })
        let logs = try store.logs()
        var reached: [AgreementID: UInt64] = [:]
        for log in logs where log.isOwn {
            reached[log.feed.agreement] = max(reached[log.feed.agreement] ?? 0, log.governing)
        }
        book = AgreementBook(
            agency: agency, agreements: try agreements(), notices: try store.notices().map(\.notice), now: now,
            reached: reached
        ) { identity.tokenKey(of: $0) }
        maskings = [:]
        unaligned = Set(logs.map(\.feed.agreement)).union(book.inForce.keys)
        alignFeeds(now: now)
    }

    /// Tells the trail which versions came into force since it was told last.
    func auditChanges(now: Timestamp) throws {
        let lines = try store.note(Self.inForceNote)?.split(separator: UInt8(ascii: "\n")) ?? []
        let known = Set(lines.map { String(decoding: $0, as: UTF8.self) })
        let present = Set(book.inForce.values.map { "\($0.id) \($0.version) \($0.digest)" })
        guard present != known else { return }
        try store.step {
            for agreement in book.inForce.values.sorted(by: { $0.id < $1.id })
            where !known.contains("\(agreement.id) \(agreement.version) \(agreement.digest)") {
                try audit(
                    .agreementInForce, now: now, .agreement(agreement.id), .version(UInt64(agreement.version)),
                    .digest(agreement.digest))
            }
            for line in known.subtracting(present).sorted() { try auditEnd(of: line, now: now) }
            // What the new versions mask is not for linkage to see either.
            for log in try store.logs() where !log.isOwn { try store.unlinkViews(of: log) }
            try store.setNote(Self.inForceNote, Array(present.sorted().joined(separator: "\n").utf8))
        }
    }

    /// Tells the trail that a version which was in force is followed by none. What a notice stops was told with it.
    private func auditEnd(of line: String, now: Timestamp) throws {
        let words = line.split(separator: " ")
        guard words.count == 3, let version = UInt64(words[1]) else { return }
        let id = try AgreementID(parsing: String(words[0]))
        let reason: String
        switch book.standing(of: id) {
        case .ended(_, .terminated), .inForce, .resting, .pending: return
        case .ended(_, let ending): reason = ending.rawValue
        case .unknown: reason = NodeErrorCode.impostorKey.rawValue
        }
        let digest = try store.agreements(id).map(\.signed.agreement)
            .first { UInt64($0.version) == version && $0.digest.description == words[2] }?.digest
        try audit(
            .agreementEnded, now: now, .agreement(id), .version(version), .reason(ReasonCode(unchecked: reason)),
            digest.map { .digest($0) })
    }

    /// The links to a peer that have greeted.
    func establishedLinks(to peer: AgencyID) -> [PeerLink] {
        links.values.filter { $0.peer == peer && $0.isEstablished }.sorted { $0.id < $1.id }
    }

    func isConnected(_ peer: AgencyID) -> Bool { links.values.contains { $0.peer == peer && $0.isEstablished } }

    private func adoptCard(now: Timestamp) throws {
        let known = try store.card(agency)
        guard known.map({ $0.card.sequence < identity.card.card.sequence }) ?? true else { return }
        try store.step { try store.save(identity.card) }
    }
}

extension Store {
    /// A number kept by name; 0 where there is none.
    func counterNote(_ name: String) throws -> UInt64 {
        (try note(name) ?? []).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
