import ComityAgreement
import ComityAudit
import ComityCore
import ComityFeed
import ComityStore
import ComitySync

/// What members did not admit of our feeds, and what we answer. Specs/node.md#refused-entries
extension Node {
    func takeRefusal(_ report: RefusalReport, from link: PeerLink, now: Timestamp) throws -> [LinkAction] {
        guard report.feed.origin == agency, book.members(of: report.feed)?.contains(link.peer) == true,
            let log = try store.log(report.feed), log.epoch == report.epoch
        else { return [] }
        try store.step {
            for item in report.items where item.leaf.value < log.size.value {
                try auditRefused(item, of: log, by: link.peer, now: now)
                try answer(item, in: log, now: now)
            }
        }
        return [.wakeAt(now)]
    }

    private func auditRefused(
        _ item: RefusalReport.Item, of log: StoredLog, by peer: AgencyID, now: Timestamp
    ) throws {
        guard let reason = ReasonCode(item.code), refusalMeter.count("refusals/\(peer)", now: now) != nil else {
            return
        }
        try audit(
            .entryRefused, now: now, .agency(peer), .agreement(log.feed.agreement), .epoch(log.epoch),
            .leaf(item.leaf), .reason(reason))
    }

    /// Marks the record to be said again, where that can help and was not done already.
    private func answer(_ item: RefusalReport.Item, in log: StoredLog, now: Timestamp) throws {
        guard let answer = RefusalAnswer(to: item.code, kind: try store.kind(of: item.leaf, in: log)),
            let stored = try store.entry(item.leaf, of: log),
            let handle = try EntryBody(decoding: stored.encodedBody).handle,
            // What was superseded or withdrawn since is answered already.
            let view = try store.view(handle, of: log), view.leaves.leaves.contains(item.leaf),
            let record = try store.record(of: handle, in: log),
            var projection = try store.projection(of: record, in: log), projection.answer == .none
        else { return }
        projection.answer = .due
        switch answer {
        case .now: try store.markDirty(record, restricting: false)
        case .later:
            let then = now.adding(milliseconds: Admission.toleranceMilliseconds)
            projection.nextChange = projection.nextChange.map { min($0, then) } ?? then
        }
        try store.save(projection, of: record, in: log)
    }
}

/// When a refused entry is said again, as a whole state.
private enum RefusalAnswer {
    case now
    case later

    /// Nil where saying it again cannot help.
    init?(to code: String, kind: EntryKind?) {
        switch (kind, code) {
        case (.patch, _), (.state, "wrong-version"): self = .now
        case (.state, "not-in-force"), (.state, "held"), (.state, "condition-fails"): self = .later
        default: return nil
        }
    }
}
