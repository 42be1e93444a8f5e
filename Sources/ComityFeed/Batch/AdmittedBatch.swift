package import ComityAgreement
package import ComityCore
package import ComityRecords

/// A verified batch of which every entry was judged: may this agency say this to us? Only ``admit(_:by:)`` makes one.
/// Specs/feed.md#admission
package struct AdmittedBatch: Sendable {
    /// What becomes of one leaf.
    package enum Verdict: Sendable {
        case admitted(EntryBody)
        /// The entry is kept bare; the record's earlier view in this feed is hidden.
        case refused(handle: Handle?, code: String, reason: String)
        /// A dead leaf says nothing.
        case dead
    }

    package let batch: VerifiedBatch
    /// One for each of the batch's leaves, in order.
    package let verdicts: [Verdict]
    /// The version that governs after the batch.
    package let governing: UInt64

    fileprivate init(batch: VerifiedBatch, verdicts: [Verdict], governing: UInt64) {
        self.batch = batch
        self.verdicts = verdicts
        self.governing = governing
    }
}

/// What a receiver knows when it judges a feed's entries.
package protocol AdmissionContext {
    /// The rules of a version, if all parties have signed it and it names both sides.
    func admission(version: UInt64) -> Admission?
    /// The digest of that version's canonical form.
    func digest(version: UInt64) -> Digest?
    /// The content that a patch on `base` changes, as of before the batch, and the leaves that it rests on.
    func view(of handle: Handle, base: LeafIndex) throws(FeedError) -> PatchedContent?
}

/// What a view says, and the leaves that made it so: a state and its patches.
package struct PatchedContent: Sendable {
    package let content: Content
    package let leaves: [LeafIndex]

    package init(content: Content, leaves: [LeafIndex]) {
        self.content = content
        self.leaves = leaves
    }
}

/// Judges each entry of a batch against the version that governs its leaf.
/// - Parameter governing: the version that governs before the batch; 0 for none.
/// - Throws: `unknown-version` if an entry needs an agreement that this node does not hold yet: the batch waits.
package func admit(
    _ batch: VerifiedBatch, governing: UInt64, by context: some AdmissionContext, now: Timestamp
) throws(FeedError) -> AdmittedBatch {
    var judge = EntryJudge(context: context, governing: governing, now: now)
    var verdicts: [AdmittedBatch.Verdict] = []
    verdicts.reserveCapacity(batch.leaves.count)
    for leaf in batch.leaves { verdicts.append(try judge.judge(leaf)) }
    return AdmittedBatch(batch: batch, verdicts: verdicts, governing: judge.governing)
}

/// The state of judging one batch: later patches rest on contents that came earlier in it.
private struct EntryJudge<Context: AdmissionContext> {
    let context: Context
    var governing: UInt64
    let now: Timestamp
    /// Contents that this batch has yielded, with the leaf of their base; nil content once refused or withdrawn.
    var current: [Handle: (base: LeafIndex, view: PatchedContent?)] = [:]
    /// Leaves that this batch has purged so far: nothing rests on them.
    var purged: Set<LeafIndex> = []

    mutating func judge(_ leaf: VerifiedBatch.Leaf) throws(FeedError) -> AdmittedBatch.Verdict {
        switch leaf {
        case .dead: return .dead
        case .unreadable(_, _, _, _, .unknown(let reason)):
            return .refused(handle: nil, code: "not-understood", reason: reason)
        case .unreadable(let index, _, _, _, .known(_, let handle, let reason)):
            if let handle { current[handle] = (index, nil) }
            return .refused(handle: handle, code: "not-understood", reason: reason)
        case .live(let index, _, _, _, let body): return try judge(body, at: index)
        }
    }

    private mutating func judge(_ body: EntryBody, at index: LeafIndex) throws(FeedError) -> AdmittedBatch.Verdict {
        if let reason = body.misplacement(at: index) {
            if let handle = body.handle { current[handle] = (index, nil) }
            return .refused(handle: body.handle, code: "misplaced", reason: reason)
        }
        switch body {
        case .agreement(let entry): return try govern(entry, body)
        case .withdraw(let entry):
            current[entry.handle] = (index, nil)
            return .admitted(body)
        case .census: return .admitted(body)
        case .purge(let entry):
            purged.formUnion(entry.leaves)
            return .admitted(body)
        case .state(let entry):
            guard entry.source == nil else {
                current[entry.handle] = (index, nil)
                return .refused(
                    handle: entry.handle, code: "onward",
                    reason: "no agreement allows to pass on another agency's record")
            }
            let verdict = try judge(
                entry.content, clauses: entry.clauses, expires: entry.expires, version: entry.version,
                handle: entry.handle, body: body)
            if case .admitted = verdict {
                current[entry.handle] = (index, PatchedContent(content: entry.content, leaves: [index]))
            } else {
                current[entry.handle] = (index, nil)
            }
            return verdict
        case .patch(let entry): return try judge(entry, at: index, body)
        }
    }

    private mutating func govern(_ entry: AgreementEntry, _ body: EntryBody) throws(FeedError) -> AdmittedBatch.Verdict
    {
        guard let digest = context.digest(version: entry.version) else {
            throw FeedError(.unknownVersion, "version \(entry.version) of the agreement is not known here")
        }
        guard digest == entry.digest, entry.version > governing else {
            return .refused(
                handle: nil, code: "wrong-version", reason: "version \(entry.version) is another text or an older one")
        }
        governing = entry.version
        return .admitted(body)
    }

    private mutating func judge(
        _ entry: PatchEntry, at index: LeafIndex, _ body: EntryBody
    ) throws(FeedError) -> AdmittedBatch.Verdict {
        let known: PatchedContent?
        if let here = current[entry.handle] {
            known = here.base == entry.base ? here.view : nil
        } else {
            known = try context.view(of: entry.handle, base: entry.base)
        }
        guard let known, purged.isDisjoint(with: known.leaves) else {
            return .refused(
                handle: entry.handle, code: "no-base", reason: "the state that a patch rests on is not here")
        }
        guard known.leaves.count <= FeedLimits.patchesPerState else {
            current[entry.handle] = (entry.base, nil)
            return .refused(
                handle: entry.handle, code: "too-many-patches",
                reason: "more than \(FeedLimits.patchesPerState) patches rest on one state")
        }
        let content = known.content.applying(entry.patch)
        let verdict = try judge(
            content, clauses: entry.clauses, expires: entry.expires, version: entry.version, handle: entry.handle,
            body: body)
        if case .admitted = verdict {
            current[entry.handle] = (entry.base, PatchedContent(content: content, leaves: known.leaves + [index]))
        } else {
            current[entry.handle] = (entry.base, nil)
        }
        return verdict
    }

    private func judge(
        _ content: Content, clauses: [ClauseID], expires: Timestamp?, version: UInt64, handle: Handle, body: EntryBody
    ) throws(FeedError) -> AdmittedBatch.Verdict {
        guard version == governing, governing > 0 else {
            return .refused(
                handle: handle, code: "wrong-version", reason: "version \(version) does not govern this leaf")
        }
        guard let admission = context.admission(version: version) else {
            throw FeedError(.unknownVersion, "version \(version) of the agreement is not known here")
        }
        switch admission.admit(content, clauses: clauses, expires: expires, now: now) {
        case .admitted: return .admitted(body)
        case .refused(let refusal):
            return .refused(handle: handle, code: refusal.code, reason: refusal.reason)
        }
    }
}
