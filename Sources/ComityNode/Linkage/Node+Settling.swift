import ComityAudit
import ComityCore
import ComityLinkage
import ComityRecords
import ComityStore

/// What is kept of a pair: derived from its score, what is claimed, and whether both records are here.
/// Specs/matching.md#claims
extension Node {
    /// Brings the stored pairs in line, in the step of the caller.
    func settle(_ work: inout LinkageWork, now: Timestamp) throws {
        for names in work.names {
            guard let one = try ref(of: names.one), let other = try ref(of: names.other), one != other else { continue }
            work.touch(RecordPair(one, other))
        }
        for ends in work.touched.sorted() {
            try settle(ends, score: work.scores[ends], now: now)
            work.regrouped.formUnion([ends.left, ends.right])
        }
    }

    /// - Parameter score: what the index says now, nil inside if it is no match; nil if it says what it said before.
    private func settle(_ ends: RecordPair, score: ScoredPair??, now: Timestamp) throws {
        let stored = try store.pair(ends)
        let settled = try pair(ends, stored: stored, score: score, now: now)
        guard settled != stored else { return }
        guard let settled else { return try store.removePair(ends) }
        if settled.isScored, stored?.isScored != true, settled.decision == .proposed {
            try audit(.matchProposed, now: now, .match(settled.id))
        }
        if settled.isSuspended, stored?.isSuspended != true { try audit(.matchSuspended, now: now, .match(settled.id)) }
        try store.save(settled)
    }

    private func pair(
        _ ends: RecordPair, stored: StoredPair?, score: ScoredPair??, now: Timestamp
    ) throws -> StoredPair? {
        guard let left = presence(of: ends.left, now: now), let right = presence(of: ends.right, now: now),
            let one = try reference(to: ends.left), let other = try reference(to: ends.right),
            let names = NamePair(one, other)
        else { return nil }
        let stand = try stand(on: names, now: now)
        let isScored = score.map { $0 != nil } ?? stored?.isScored ?? false
        guard isScored || !stand.isEmpty else { return nil }
        let id = matchID(names)
        let weighed = weight(of: ends, stored: stored, score: score, isScored: isScored)
        let isSuspended = try stand.isTie && holdsVictim(tied(to: one, now: now), now: now)
        return StoredPair(
            id: id, left: ends.left, right: ends.right, weight: weighed.weight, probability: weighed.probability,
            trace: weighed.trace, isScored: isScored, decision: stand.decision, isConflict: stand.isConflict,
            isSuspended: isSuspended, urgency: MatchUrgency.bits(left, right), due: MatchUrgency.due(left, right),
            assigned: try stored?.assigned ?? store.assignment(of: id))
    }

    /// Weight, probability and trace of a pair; nothing where linkage does not compare its records.
    private func weight(
        of ends: RecordPair, stored: StoredPair?, score: ScoredPair??, isScored: Bool
    ) -> (weight: Double, probability: Double, trace: [UInt8]) {
        if isScored, score == nil, let stored { return (stored.weight, stored.probability, stored.trace) }
        if !matcher.isReady, let stored { return (stored.weight, stored.probability, stored.trace) }
        guard let explanation = matcher.explain(ends.left, ends.right) else { return (0, 0, []) }
        return (explanation.weight, explanation.probability, MatchTrace(explanation).encoded)
    }
}

/// What makes a match urgent besides its weight. Specs/matching.md#review
enum MatchUrgency {
    private static let ofSuspects: Int64 = 4
    private static let ofOrder: Int64 = 2
    private static let ofPartner: Int64 = 2
    /// Days before a review in which it is urgent.
    static let soonDays: Int64 = 30

    static func bits(_ left: Presence, _ right: Presence) -> Int64 {
        let sides = [left.content, right.content]
        let isSuspect = sides.contains { ["suspect", "convicted"].contains($0.value(.subjectCategory)?.text) }
        let isOrdered = sides.contains { $0.value(.legalBasis)?.text == "court-order" }
        return (isSuspect ? ofSuspects : 0) + (isOrdered ? ofOrder : 0) + (left.agency != right.agency ? ofPartner : 0)
    }

    /// The earliest day on which one of both is to be reviewed.
    static func due(_ left: Presence, _ right: Presence) -> Timestamp? {
        [left, right].compactMap { $0.content.value(.reviewBy)?.date?.start }.min()
    }
}

extension PartialDate {
    /// When it begins, as far as it is known; nil without a year.
    var start: Timestamp? {
        year.flatMap { CivilDate(year: Int64($0), month: Int64(month ?? 1), day: Int64(day ?? 1)) }?.start
    }
}
