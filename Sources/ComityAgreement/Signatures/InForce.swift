package import ComityCore

/// Which version of one agreement governs an agency. Specs/agreement.md#in-force
package enum InForce {
    /// What has become of an agreement for one agency. The only judge of it: who shows, sends, takes in and destroys
    /// asks here.
    ///
    /// Versions that do not name the agency count only if they leave it out: anybody can make up others.
    ///
    /// - Parameters:
    ///   - versions: copies of one agreement in any order, complete or not; one text of each number names the agency.
    ///   - notices: verified notices about it.
    ///   - reached: the newest version that the agency has acted under. It goes on counting though the clock falls back
    ///     behind its first instant.
    /// - Complexity: O(versions² + notices).
    package static func standing(
        of agency: AgencyID, under versions: [SignedAgreement], notices: [AgreementNotice] = [],
        reached: UInt64 = 0, at now: Timestamp
    ) -> Standing {
        let named = versions.filter { $0.agreement.party(agency) != nil && $0.isComplete }
        guard !named.isEmpty else { return .unknown }
        let begun = named.filter { $0.agreement.effective <= now || UInt64($0.agreement.version) <= reached }
        guard let highest = begun.max(by: { $0.agreement.version < $1.agreement.version }) else { return .pending }
        let agreement = highest.agreement
        if agreement.until <= now { return .ended(agreement, .expired) }
        if isTerminated(agreement, notices, at: now) { return .ended(agreement, .terminated) }
        let isLeftOut = versions.contains {
            $0.agreement.version > agreement.version && $0.agreement.effective <= now
                && leavesOut(agency, $0, of: named)
        }
        if isLeftOut { return .ended(agreement, .left) }
        if !follows(highest, named) || isStopped(agreement, notices, at: now) { return .resting(agreement) }
        return .inForce(agreement)
    }

    /// Whether the others have gone on without an agency: `version` does not name it, is complete, and follows by
    /// digest from a complete version that does; and of that version's parties two have signed it with the same key, or
    /// the only other one. One party alone may end an agreement of many by a notice of its own, and no stranger can.
    /// - Complexity: O(versions + parties²).
    package static func leavesOut(
        _ agency: AgencyID, _ version: SignedAgreement, of versions: [SignedAgreement]
    ) -> Bool {
        guard let predecessor = version.agreement.predecessor, version.agreement.party(agency) == nil,
            version.isComplete
        else { return false }
        return versions.contains { before in
            guard before.agreement.version == version.agreement.version - 1,
                before.agreement.party(agency) != nil, before.isComplete, before.digest == predecessor
            else { return false }
            let staying = before.agreement.parties.count { version.agreement.party($0.agency)?.key == $0.key }
            return staying >= min(partiesThatGoOn, before.agreement.parties.count - 1)
        }
    }

    /// So many parties of a version must sign the next one that leaves another out: one alone could end the agreement
    /// of all others with keys that it made up.
    private static let partiesThatGoOn = 2

    /// The instants after `now` at which the standing of an agency may change by time alone, ascending.
    package static func changes(
        for agency: AgencyID, under versions: [SignedAgreement], notices: [AgreementNotice] = [], after now: Timestamp
    ) -> [Timestamp] {
        let named = versions.filter { $0.agreement.party(agency) != nil && $0.isComplete }
        let ends = versions.filter { leavesOut(agency, $0, of: named) }
        let dates = named.flatMap { [$0.agreement.effective, $0.agreement.until] } + ends.map(\.agreement.effective)
        return Set(dates + notices.map(\.actsFrom)).filter { $0 > now }.sorted()
    }

    /// Whether a version names the complete version before it, where we know that; a gap is no fault, for a party may
    /// join late.
    private static func follows(_ version: SignedAgreement, _ complete: [SignedAgreement]) -> Bool {
        guard version.agreement.version > 1 else { return true }
        let before = complete.first { $0.agreement.version == version.agreement.version - 1 }
        return before.map { $0.digest == version.agreement.predecessor } ?? true
    }

    /// Whether a party has ended the agreement for good.
    private static func isTerminated(
        _ agreement: Agreement, _ notices: [AgreementNotice], at now: Timestamp
    ) -> Bool {
        acting(on: agreement, notices, at: now).contains { $0.kind == .terminate }
    }

    /// Whether a party has suspended the agreement and not resumed it, or has ended it.
    private static func isStopped(_ agreement: Agreement, _ notices: [AgreementNotice], at now: Timestamp) -> Bool {
        let acting = acting(on: agreement, notices, at: now)
        if acting.contains(where: { $0.kind == .terminate }) { return true }
        return Set(acting.map(\.agency)).contains { agency in
            acting.filter { $0.agency == agency }.max { $1.isLater(than: $0) }?.kind == .suspend
        }
    }

    private static func acting(
        on agreement: Agreement, _ notices: [AgreementNotice], at now: Timestamp
    ) -> [AgreementNotice] {
        notices.filter {
            $0.agreement == agreement.id && $0.version <= agreement.version && $0.actsFrom <= now
                && agreement.party($0.agency) != nil
        }
    }
}
