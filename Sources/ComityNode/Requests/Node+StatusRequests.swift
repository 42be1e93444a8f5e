import ComityCore
import ComityCrypto
import ComityFeed
import ComityStore
import ComitySync

/// `node status`, `peers`, `doctor`.
extension Node {
    /// The version of this program.
    package static let version = "0.1.0"

    func status(now: Timestamp) throws -> CBORValue {
        .object([
            ("agency", .text(agency.text)), ("version", .text(Self.version)),
            ("records", .integer(try store.recordCount())), ("views", .integer(try store.foreignViewCount())),
            ("queue", .integer(try store.queueCount() + store.dirtyCount())),
            ("waiting", .integer(try store.dirtyCount() + backfillsLeft())),
            ("audit_size", .count(try store.auditSize().value)), ("running", .boolean(isRunning)),
            ("since", isRunning ? .time(startedAt) : nil), ("listening", .texts(listening)),
            ("store_version", .count(Store.schemaVersion)),
        ])
    }

    /// How many own feeds still project old records; those that rest do not.
    func backfillsLeft() throws -> Int64 {
        Int64(try store.logs().count { $0.isOwn && $0.backfill != nil && !$0.isResting })
    }

    func peerRows(now: Timestamp) throws -> [CBORValue] {
        try book.partners.union(cards.keys).subtracting([agency]).sorted().map { peer in
            let state = peerStates[peer]
            let phase = try isFrozen(peer) ? .frozen : state?.phase ?? (cards[peer] == nil ? .unknown : .waiting)
            return .object([
                ("agency", .text(peer.text)), ("state", .text(phase.rawValue)),
                ("since", .time(state?.since ?? startedAt)), ("reason", state?.reason.map { .text($0) }),
                ("refused", state?.refusal.map { .text($0.reason) }),
                ("refused_at", state?.refusal.map { .time($0.at) }),
                ("sent", .integer(state?.sent ?? 0)), ("received", .integer(state?.received ?? 0)),
                ("lag", .count(try lag(of: peer))), ("records", .integer(try heldRecords(of: peer))),
                ("received_bytes", .integer(state?.receivedBytes ?? 0)),
            ])
        }
    }

    private func isFrozen(_ peer: AgencyID) throws -> Bool {
        try store.logs().contains { $0.feed.origin == peer && $0.isFrozen }
    }

    /// How many records of a peer this node holds in view.
    private func heldRecords(of peer: AgencyID) throws -> Int64 {
        try store.logs().filter { $0.feed.origin == peer && book.foreignFeeds[$0.feed] != nil }
            .reduce(0) { $0 + (try store.viewCount(of: $1)) }
    }

    /// Leaves of ours that a peer has not acknowledged, and leaves of its own that we know of and lack.
    private func lag(of peer: AgencyID) throws -> UInt64 {
        var lag: UInt64 = 0
        for feed in book.commonFeeds(with: peer) {
            let log = try store.log(feed)
            if feed.origin == agency, let log {
                let known = establishedLinks(to: peer).compactMap { $0.session.subscriptions[feed] }
                lag += known.map { $0.lag(behind: log.size) }.min() ?? log.size.value
            } else if feed.origin == peer {
                let stated = establishedLinks(to: peer).compactMap { $0.heads[feed]?.size.value }.max() ?? 0
                let held = log?.size.value ?? 0
                lag += stated > held ? stated - held : 0
            }
        }
        return lag
    }

    func checkRows(now: Timestamp) throws -> [CBORValue] {
        let faults = try store.integrityFaults()
        var rows = [
            check("store-version", isGood: true, "schema \(Store.schemaVersion)"),
            check("store-integrity", isGood: faults.isEmpty, faults.first ?? "every page and index is whole"),
            check(
                "clock-order",
                isGood: clock.last.timestamp <= now.adding(milliseconds: HybridClock.toleranceMilliseconds),
                "the last event was at \(clock.last.timestamp), it is \(now)"),
        ]
        for feed in book.ownFeeds {
            guard let log = try store.log(feed.id), let mark = store.signedSizes[feed.id.logOrigin(epoch: log.epoch)]
            else { continue }
            rows.append(
                check("signed-sizes", isGood: mark.size <= log.size, "\(feed.id): signed \(mark.size) of \(log.size)"))
        }
        for fault in self.faults {
            rows.append(check("fault", isGood: false, "\(fault.at): \(fault.error)"))
        }
        return rows
    }

    private func check(_ name: String, isGood: Bool, _ detail: String) -> CBORValue {
        .object([("check", .text(name)), ("state", .text(isGood ? "ok" : "fault")), ("detail", .text(detail))])
    }
}
