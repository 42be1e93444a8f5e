import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityRecords

/// A feed written by hand, past every rule that an honest node has.
struct LyingFeed {
    let id: FeedID
    private var leaves: [BatchLeaf] = []
    private var range = CompactRange()
    private var random: SeededRandom

    init(id: FeedID, random: SeededRandom) {
        self.id = id
        self.random = random
    }

    mutating func append(_ body: EntryBody) {
        let salt = Salt(derived: random.bytes(Salt.lengthBytes))
        range.append(Entry.leafHash(salt: salt, body: body.encoded))
        leaves.append(.live(salt: salt, body: body.encoded))
    }

    /// A state of a record under rules that the liar likes better than those that were signed.
    mutating func append(_ content: Content, doctored: Agreement, now: Timestamp) throws {
        guard let audience = doctored.audiences(from: id.origin).first else { return }
        let projector = Projector(agreement: doctored, audience: audience, tokenKey: [])
        let disclosed = projector.disclose(content, recordID: .random(&random), updatedAt: now, now: now).disclosure
        guard let disclosed else { return }
        append(
            .state(
                StateEntry(
                    disclosed, handle: .random(&random), statedAt: HybridTime(timestamp: now, counter: 0))))
    }

    /// A state and more patches on it than any view may rest on.
    mutating func appendPatches(of content: Content, under agreement: Agreement, now: Timestamp) throws {
        guard let audience = agreement.audiences(from: id.origin).first else { return }
        let projector = Projector(agreement: agreement, audience: audience, tokenKey: [])
        let handle = Handle.random(&random)
        let base = LeafIndex(range.end)
        var before: Content?
        for number in 0...FeedLimits.patchesPerState + 1 {
            var changed = content
            changed.set(.names, to: .composite(of: [Component(NamePart.family, .text("Liar\(number)"))]))
            let disclosed = projector.disclose(changed, recordID: .random(&random), updatedAt: now, now: now).disclosure
            guard let disclosed else { return }
            let statedAt = HybridTime(timestamp: now, counter: 0)
            if let previous = before {
                let patch = PatchEntry(disclosed, since: previous, base: base, handle: handle, statedAt: statedAt)
                if let patch { append(.patch(patch)) }
            } else {
                append(.state(StateEntry(disclosed, handle: handle, statedAt: statedAt)))
            }
            before = disclosed.content
        }
    }

    /// A patch of a record that was never stated, on the leaf of the agreement.
    mutating func appendPatch(_ content: Content, rules: Agreement, now: Timestamp) throws {
        guard let audience = rules.audiences(from: id.origin).first else { return }
        let projector = Projector(agreement: rules, audience: audience, tokenKey: [])
        let disclosed = projector.disclose(content, recordID: .random(&random), updatedAt: now, now: now).disclosure
        let patch = disclosed.flatMap {
            PatchEntry(
                $0, since: Content(type: content.type), base: LeafIndex(0), handle: .random(&random),
                statedAt: HybridTime(timestamp: now, counter: 0))
        }
        if let patch { append(.patch(patch)) }
    }

    func governed(by agreement: Agreement, version: UInt64? = nil) -> EntryBody {
        .agreement(AgreementEntry(version: version ?? UInt64(agreement.version), digest: agreement.digest))
    }

    /// All of it, as one batch.
    /// - Parameter hiding: leaves that travel as bare hashes, with nothing to show them dead.
    func batch(signer: some Signer, hiding: Set<Int> = []) throws -> SealedBatch {
        let head = try SignedHead(
            feed: id, epoch: .first, size: TreeSize(range.end), root: range.root, signer: signer)
        let sent = leaves.enumerated().map { number, leaf -> BatchLeaf in
            guard hiding.contains(number), case .live(let salt, let body) = leaf else { return leaf }
            return .dead(level: 0, hash: Entry.leafHash(salt: salt, body: body))
        }
        let salts = sent.compactMap { if case .live(let salt, _) = $0 { salt } else { nil } }
        return try SealedBatch(
            feed: id, epoch: .first, start: LeafIndex(0), head: head, leaves: sent, salts: .listed(salts),
            evidence: [])
    }
}
