import ComityAgreement
package import ComityAudit
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityStore
import ComitySync

/// What the node writes into its trail, in the step that it tells of. Specs/audit.md#kinds
extension Node {
    /// The trail of this agency.
    package var trail: AuditTrail { AuditTrail(agency: agency, epoch: trailEpoch) }

    func audit(_ kind: AuditEventKind, now: Timestamp, _ fields: AuditField?...) throws {
        try store.append(try AuditEvent(kind, at: now, fields: fields))
    }

    /// The salt of what the event appended next commits to. Only this node can make it again, as often as it is asked
    /// to show what an event of its own speaks of. Specs/audit.md#commitments
    func saltOfNextEvent() throws -> [UInt8] { salt(ofEvent: LeafIndex(try store.auditSize().value)) }

    func salt(ofEvent index: LeafIndex) -> [UInt8] {
        let key = identity.localKey("event-salt")
        return Array(
            HMACSHA256.authenticate(bigEndianBytes(index.value), key: key).bytes.prefix(Commitment.saltBytes))
    }

    func auditDisclosed(_ leaves: [DisclosedLeaf], in log: StoredLog, now: Timestamp) throws {
        var list = DisclosureList()
        for leaf in leaves { list.append(leaf: leaf.leaf, handle: leaf.handle, clauses: leaf.clauses) }
        let salt = Commitment.salt(&random)
        let event = try AuditEvent(
            .disclosed, at: now,
            fields: fields(of: log) + [
                .begin(leaves[0].leaf.value), .end(log.size.value), .count(UInt64(leaves.count)),
                .commitment(list.commitment(salt: salt)), .version(log.governing),
            ])
        try store.append(event, list: CommittedList(salt: salt, bytes: list.encoded))
    }

    func auditWithheld(_ list: WithholdingList, in log: StoredLog, now: Timestamp) throws {
        let salt = Commitment.salt(&random)
        let event = try AuditEvent(
            .withheld, at: now,
            fields: [
                .agreement(log.feed.agreement), .audience(log.feed.audience), .count(UInt64(list.count)),
                .commitment(list.commitment(salt: salt)), .version(log.governing),
            ])
        try store.append(event, list: CommittedList(salt: salt, bytes: list.encoded))
    }

    func auditSent(_ batch: SealedBatch, to peer: AgencyID, now: Timestamp) throws {
        let list = try disclosureList(of: batch)
        let salt = Commitment.salt(&random)
        let event = try AuditEvent(
            .batchSent, at: now,
            fields: [
                .agency(peer), .agreement(batch.feed.agreement), .audience(batch.feed.audience), .epoch(batch.epoch),
                .begin(batch.start.value), .end(batch.head.size.value), .count(UInt64(list.count)),
                .commitment(list.commitment(salt: salt)), .root(batch.head.root),
                batch.feed.origin == agency ? nil : .via(agency),
            ])
        try store.append(event, list: CommittedList(salt: salt, bytes: list.encoded))
    }

    func auditReceived(
        _ admitted: AdmittedBatch, refusals: [RefusalReport.Item], log: StoredLog, from peer: AgencyID, now: Timestamp
    ) throws {
        let batch = admitted.batch
        let live = batch.leaves.count { if case .dead = $0 { false } else { true } }
        peerStates[peer]?.received += Int64(live)
        try audit(
            .batchReceived, now: now, .agency(log.feed.origin), .agreement(log.feed.agreement),
            .audience(log.feed.audience), .epoch(log.epoch), .begin(batch.start.value), .end(batch.head.size.value),
            .count(UInt64(live)), .refused(UInt64(refusals.count)), .root(batch.head.root),
            peer == log.feed.origin ? nil : .via(peer))
        for refusal in refusals.prefix(NodeLimits.auditedRefusalsPerMinute) {
            try audit(
                .entryRefused, now: now, .agency(log.feed.origin), .agreement(log.feed.agreement), .epoch(log.epoch),
                .leaf(refusal.leaf), .reason(ReasonCode(unchecked: refusal.code)))
        }
    }

    /// A partner's purge was carried out here.
    func auditPurged(_ leaves: [LeafIndex], by purge: PurgeEntry, of log: StoredLog, now: Timestamp) throws {
        try audit(
            .purged, now: now, .agency(log.feed.origin), .agreement(log.feed.agreement), .audience(log.feed.audience),
            .epoch(log.epoch), .count(UInt64(leaves.count)), purge.order.flatMap { UInt64($0) }.map { .order($0) })
    }

    func auditCard(_ card: SignedCard, user: AuditText?, now: Timestamp) throws {
        let kind: AuditEventKind = cards[card.card.agency] == nil ? .cardImported : .cardReplaced
        try audit(
            kind, now: now, .agency(card.card.agency), .sequence(card.card.sequence), .digest(card.digest),
            user.map { .user($0) })
    }

    /// - Parameters:
    ///   - sender: the peer that a version came from; nil if a person of this agency, `user`, brought it.
    func auditAgreement(
        _ signed: SignedAgreement, known: SignedAgreement?, sender: AgencyID?, user: AuditText?, now: Timestamp
    ) throws {
        let agreement = signed.agreement
        if known == nil {
            try audit(
                .agreementProposed, now: now, .agreement(agreement.id), .version(UInt64(agreement.version)),
                .digest(agreement.digest), .agency(sender ?? agency), user.map { .user($0) })
        }
        let told = Set(known.map(tellingSigners) ?? [])
        for signer in tellingSigners(signed) where !told.contains(signer) {
            try audit(
                .agreementSigned, now: now, .agreement(agreement.id), .version(UInt64(agreement.version)),
                .digest(agreement.digest), .agency(signer), user.map { .user($0) })
        }
    }

    /// The signers of a version whose signatures say something: anybody can make up keys and sign with them, until this
    /// agency and everybody else has signed too.
    private func tellingSigners(_ signed: SignedAgreement) -> [AgencyID] {
        signed.isComplete ? signed.signers : signed.signers.filter { knownRoots[$0] != nil }
    }

    func auditFork(_ proof: FeedFork, now: Timestamp) throws {
        try audit(
            .forkProved, now: now, .agency(proof.feed.origin), .agreement(proof.feed.agreement),
            .audience(proof.feed.audience), .epoch(proof.epoch), .end(proof.first.size.value),
            .digest(SHA256.hash(proof.encode())))
        try store.setNote(forkNote(proof.feed, proof.epoch), proof.encode())
    }

    /// Where the proof of a fork is kept.
    func forkNote(_ log: StoredLog) -> String { forkNote(log.feed, log.epoch) }

    func forkNote(_ feed: FeedID, _ epoch: Epoch) -> String { "fork/\(feed.logOrigin(epoch: epoch))" }

    func auditEpoch(_ log: StoredLog, after old: StoredLog, now: Timestamp) throws {
        try audit(
            .epochOpened, now: now, .agreement(log.feed.agreement), .audience(log.feed.audience), .epoch(log.epoch),
            .end(old.size.value), .root(old.root), .reason(ReasonCode(unchecked: "rolled-back")))
    }

    /// Something that an operator should look at.
    enum Alarm: String {
        case censusMismatch = "census-mismatch"
        case tailWithheld = "tail-withheld"
        case headsDisagree = "heads-disagree"
    }

    /// Recorded at a bounded rate: an origin can give cause for as many as it likes.
    func auditAlarm(_ alarm: Alarm, feed: FeedID, now: Timestamp) throws {
        guard refusalMeter.count("alarms/\(feed.origin)", now: now) != nil else { return }
        try audit(.heartbeatAlarm, now: now, .agency(feed.origin), .since(now), .agreement(feed.agreement))
        try store.setNote("alarm/\(feed)", Array(alarm.rawValue.utf8))
    }

    /// A known peer broke a rule. Recorded at a bounded rate; a failure to record is the operator's to see.
    func auditRefusal(peer: AgencyID, code: String, reason: String, now: Timestamp) {
        guard let suppressed = refusalMeter.count(peer.text, now: now) else { return }
        do {
            try store.step {
                try audit(
                    .peerRefused, now: now, .agency(peer), .reason(ReasonCode(unchecked: code)),
                    .count(UInt64(suppressed + 1)))
            }
        } catch {
            noteFault(error, now: now)
        }
    }

    /// Signs the trail's head when it has grown, at most once a step.
    func signTrail(now: Timestamp) throws {
        try markTrail()
        let range = try store.auditRange()
        let known = try store.newestAuditHead()
        guard range.end > (known?.size.value ?? 0), isTrailDue(range.end, now: now) else { return }
        nextTrailHead = range.end + NodeLimits.eventsPerTrailHead
        nextTrailSigning = now.adding(milliseconds: NodeLimits.trailSigningMilliseconds)
        let checkpoint = try Checkpoint(origin: trail.origin, size: TreeSize(range.end), root: range.root)
        let signed = try checkpoint.sign(with: identity.signer)
        try store.step { try store.addAuditHead(size: checkpoint.size, note: signed.encoded) }
        try markTrail()
    }

    /// By size or by time; a clock that was set back delays nothing.
    private func isTrailDue(_ size: UInt64, now: Timestamp) -> Bool {
        size >= nextTrailHead || now >= nextTrailSigning
            || nextTrailSigning > now.adding(milliseconds: NodeLimits.trailSigningMilliseconds)
    }

    /// A fault of this machine, for the operator; the last ones are kept in memory for `node status` and the log.
    func noteFault(_ error: any Error, now: Timestamp) {
        faults.append((now, error))
        if faults.count > NodeLimits.faultsKept { faults.removeFirst() }
        untakenFaults = min(untakenFaults + 1, faults.count)
    }

    /// The faults that were noted since the last call, as far as they are kept.
    package func takeFaults() -> [any ComityError] {
        defer { untakenFaults = 0 }
        return faults.suffix(untakenFaults).map { $0.error as? any ComityError ?? ControlFailure(caught: $0.error) }
    }

    private func fields(of log: StoredLog) -> [AuditField] {
        [.agreement(log.feed.agreement), .audience(log.feed.audience), .epoch(log.epoch)]
    }

    /// What a batch discloses, read from the leaves that it carries.
    private func disclosureList(of batch: SealedBatch) throws -> DisclosureList {
        var list = DisclosureList()
        for item in batch.disclosed { list.append(leaf: item.leaf, handle: item.handle, clauses: item.clauses) }
        return list
    }
}
