package import ComityCore

/// Which version of one agreement governs. Specs/agreement.md#in-force
package enum InForce {
    /// Of the complete versions whose effective instant has come, the highest, if its end has not come and no notice
    /// stops it; nil if nothing governs.
    ///
    /// - Parameters:
    ///   - versions: copies of one agreement in any order, complete or not; one text of each number.
    ///   - notices: verified notices about it.
    /// - Complexity: O(versions × log versions + notices).
    package static func governing(
        _ versions: [SignedAgreement], notices: [AgreementNotice] = [], at now: Timestamp
    ) -> SignedAgreement? {
        let complete = versions.filter { $0.isComplete }.sorted { $0.agreement.version < $1.agreement.version }
        guard let highest = complete.last(where: { $0.agreement.effective <= now }), follows(highest, complete),
            now < highest.agreement.until, !isStopped(highest.agreement, notices, at: now)
        else { return nil }
        return highest
    }

    /// The instants after `now` at which the answer may change by time alone, ascending.
    package static func changes(
        _ versions: [SignedAgreement], notices: [AgreementNotice] = [], after now: Timestamp
    ) -> [Timestamp] {
        let dates = versions.filter { $0.isComplete }.flatMap { [$0.agreement.effective, $0.agreement.until] }
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
    package static func isTerminated(
        _ agreement: Agreement, _ notices: [AgreementNotice], at now: Timestamp
    ) -> Bool {
        acting(on: agreement, notices, at: now).contains { $0.kind == .terminate }
    }

    /// Whether a party has suspended the agreement and not resumed it, or has ended it.
    package static func isStopped(_ agreement: Agreement, _ notices: [AgreementNotice], at now: Timestamp) -> Bool {
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
