import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityStore
import ComitySync

/// The word of a party that an agreement rests, goes on, or has ended. Specs/agreement.md#notices
extension Node {
    /// Takes a notice from a person of this agency or from a peer, who need not be the party that gave it, and brings
    /// the node in line.
    /// - Parameter user: who gave it here; nil for a peer.
    /// - Returns: whether it was new. One about a version that is not known here is not taken: the version comes first.
    /// - Throws: what verifying throws; `refused` where a party has more notices than any honest one gives.
    func adoptNotice(_ message: [UInt8], user: AuditText? = nil, now: Timestamp) throws -> Bool {
        if try store.holdsNotice(message) { return false }
        let subject = try SignedNotice.subject(of: message)
        let version = try agreements(subject.agreement).first {
            $0.signed.isComplete && $0.signed.agreement.version == subject.version
                && $0.signed.agreement.digest == subject.digest
        }
        guard let version else { return false }
        let signed = try SignedNotice(verifying: message, of: version.signed.agreement)
        let notice = signed.notice
        let known = try store.notices(subject.agreement).map(\.notice).filter { $0.agency == notice.agency }
        guard !known.contains(where: { $0.saysTheSame(as: notice) || $0.replaces(notice, at: now) }) else {
            return false
        }
        let replaced = known.filter { notice.replaces($0, at: now) }
        guard known.count - replaced.count < AgreementLimit.noticesPerParty else {
            throw NodeError(
                .refused, "`\(notice.agency)` has given too many notices about `\(notice.agreement)`", family: .peer)
        }
        if user == nil, !noticeMeter.takes(signed, now: now) { return false }
        try store.step {
            for old in replaced { try store.remove(old) }
            try store.save(signed)
            try auditNotice(notice, user: user, now: now)
        }
        try refreshBook(now: now)
        return true
    }

    private func auditNotice(_ notice: AgreementNotice, user: AuditText?, now: Timestamp) throws {
        let kind: AuditEventKind =
            switch notice.kind {
            case .suspend: .agreementSuspended
            case .resume: .agreementResumed
            case .terminate: .agreementEnded
            }
        try audit(
            kind, now: now, .agreement(notice.agreement), .version(UInt64(notice.version)), .agency(notice.agency),
            .digest(SHA256.hash(notice.encoded)), kind == .agreementEnded ? nil : user.map { .user($0) },
            kind == .agreementEnded ? .reason(ReasonCode(unchecked: "terminated")) : nil)
    }

    /// The notices that a peer should know: about versions that name both.
    func notices(for peer: AgencyID) throws -> [SignedNotice] {
        var versions: [AgreementID: Set<UInt32>] = [:]
        for agreement in try agreements().map(\.signed.agreement)
        where agreement.party(peer) != nil && agreement.party(agency) != nil {
            versions[agreement.id, default: []].insert(agreement.version)
        }
        return try store.notices().filter { versions[$0.notice.agreement]?.contains($0.notice.version) ?? false }
    }

    func takeNotice(_ message: [UInt8], now: Timestamp) throws -> [LinkAction] {
        try adoptNotice(message, now: now) ? try agreementsChanged(now: now) : []
    }

    /// Takes the notices that came too fast, when their minute is over.
    func takeWaitingNotices(now: Timestamp) throws -> [LinkAction] {
        var isChanged = false
        for signed in noticeMeter.due(now: now) where try adoptNotice(signed.encoded, now: now) { isChanged = true }
        return isChanged ? try agreementsChanged(now: now) : []
    }

    // MARK: Control

    /// `agreement.notice`
    func giveNotice(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let message = try arguments.bytes("notice")
        let subject = try SignedNotice.subject(of: message)
        let isNew = try adoptNotice(message, user: AuditText(clamping: actor.user), now: now)
        let stored = try agreements(subject.agreement).first {
            $0.signed.agreement.version == subject.version && $0.signed.agreement.digest == subject.digest
        }
        guard let stored, stored.signed.isComplete else {
            throw NodeError(
                .notFound, "version \(subject.version) of `\(subject.agreement)` is not here with every signature")
        }
        if isNew { queueActions(try agreementsChanged(now: now)) }
        return .result([
            "id": .text(subject.agreement.text), "version": .count(UInt64(subject.version)),
            "state": .text(state(of: stored, now: now)), "new": .boolean(isNew),
        ])
    }
}
