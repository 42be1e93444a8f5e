import ComityAgreement
import ComityCore
import ComityCrypto
import ComityMerkle
import ComityRecords

@testable import ComityFeed

/// A feed as its origin keeps it: entries, salts, the account of dead leaves, and batches sealed from any part of it.
struct SampleFeed {
    static let key = try! SigningKey(seed: [UInt8](repeating: 1, count: 32))
    static let id = FeedID(
        origin: AgencyID("us-wa-kcso")!, agreement: AgreementID("cascadia-ht-taskforce")!,
        audience: AudienceID(truncating: SHA256.hash([1])))

    private let tree = try! PuncturableKey(rootSeed: [UInt8](repeating: 2, count: 32))
    private(set) var bodies: [EntryBody] = []
    private(set) var hashes: [Digest] = []
    private(set) var dead = DeadBitmap()
    private var counted = DeadBitmap()
    private var newestCensus: LeafIndex?
    private var live: [Handle: LiveLeaves] = [:]

    var size: TreeSize { TreeSize(UInt64(hashes.count)) }

    @discardableResult mutating func append(_ body: EntryBody) -> LeafIndex {
        let index = LeafIndex(size.value)
        if let handle = body.handle {
            for leaf in live[handle, default: LiveLeaves()].append(body.kind, at: index) { dead.markDead(leaf) }
        }
        if case .purge(let purge) = body { for leaf in purge.leaves { dead.markDead(leaf) } }
        bodies.append(body)
        hashes.append(Entry.leafHash(salt: salt(index), body: body.encoded))
        return index
    }

    /// Appends the census of all leaves so far.
    @discardableResult mutating func appendCensus() -> LeafIndex {
        let census = dead.census(size: size)
        counted = dead.covering(size)
        newestCensus = append(.census(census))
        return newestCensus!
    }

    func salt(_ index: LeafIndex) -> Salt { Salt(derived: try! tree.derive(index.value)) }

    func entry(_ index: LeafIndex) -> Entry { Entry(salt: salt(index), body: bodies[Int(index.value)]) }

    func range(to size: UInt64) -> CompactRange {
        var range = CompactRange()
        for hash in hashes.prefix(Int(size)) { range.append(hash) }
        return range
    }

    func head(at size: UInt64? = nil, signer: SigningKey = key) -> SignedHead {
        let size = size ?? self.size.value
        return try! SignedHead(
            feed: Self.id, epoch: .first, size: TreeSize(size), root: range(to: size).root, signer: signer)
    }

    func inclusion(of index: LeafIndex, in size: UInt64) -> [Digest] {
        InclusionProof(of: index, in: TreeSize(size)) { node in
            var range = CompactRange(begin: node.begin)
            for hash in hashes[Int(node.begin)..<Int(node.end)] { range.append(hash) }
            return range.rangeHash
        }.hashes
    }

    /// Evidence from the newest census with the chunks that `leaves` need.
    func censusEvidence(for leaves: Range<UInt64>) -> DeadEvidence? {
        newestCensus.map { evidence(at: $0, chunksOf: leaves) }
    }

    /// The entry at `index` with its proof and, if it is the newest census, with chunks.
    func evidence(at index: LeafIndex, chunksOf leaves: Range<UInt64> = 0..<0) -> DeadEvidence {
        var chunks: [DeadEvidence.Chunk] = []
        if !leaves.isEmpty {
            for number in leaves.lowerBound / 4096...(leaves.upperBound - 1) / 4096
            where number < UInt64(counted.chunks.count) {
                chunks.append(
                    DeadEvidence.Chunk(
                        number: number, bytes: counted.chunks[Int(number)], proof: counted.proof(ofChunk: number)))
            }
        }
        return DeadEvidence(
            index: index, entry: entry(index), head: head(), proof: inclusion(of: index, in: size.value),
            chunks: chunks)
    }

    /// The leaves of a range; those that the newest census counts as dead are bare, wholly dead aligned ranges one.
    func leaves(_ range: Range<UInt64>, bareDead: Bool = true) -> [BatchLeaf] {
        var leaves: [BatchLeaf] = []
        var next = range.lowerBound
        while next < range.upperBound {
            guard bareDead, counted.isDead(LeafIndex(next)) else {
                leaves.append(.live(salt: salt(LeafIndex(next)), body: bodies[Int(next)].encoded))
                next += 1
                continue
            }
            var level: UInt64 = 0
            while next.isMultiple(of: 2 << level), next + (2 << level) <= range.upperBound,
                (next..<next + (2 << level)).allSatisfy({ counted.isDead(LeafIndex($0)) })
            { level += 1 }
            var subtree = CompactRange(begin: next)
            for hash in hashes[Int(next)..<Int(next + (1 << level))] { subtree.append(hash) }
            leaves.append(.dead(level: level, hash: subtree.rangeHash))
            next += 1 << level
        }
        return leaves
    }

    func salts(of leaves: [BatchLeaf], from start: UInt64, listed: Bool = false) -> BatchSalts {
        var dead: [UInt64] = []
        var salts: [Salt] = []
        var next = start
        for leaf in leaves {
            switch leaf {
            case .live(let salt, _):
                salts.append(salt)
                next += 1
            case .dead(let level, _):
                dead.append(contentsOf: next..<next + (1 << level))
                next += 1 << level
            }
        }
        return listed ? .listed(salts) : .cover(tree.cover(of: start..<next, excluding: dead))
    }

    func seal(_ range: Range<UInt64>, bareDead: Bool = true, listed: Bool = false) throws -> SealedBatch {
        let leaves = leaves(range, bareDead: bareDead)
        let needsEvidence = leaves.contains { if case .dead = $0 { true } else { false } }
        return try SealedBatch(
            feed: Self.id, epoch: .first, start: LeafIndex(range.lowerBound), head: head(at: range.upperBound),
            leaves: leaves, salts: salts(of: leaves, from: range.lowerBound, listed: listed),
            evidence: needsEvidence ? [censusEvidence(for: range)].compactMap { $0 } : [])
    }

    /// Opens bytes as a receiver who has everything before the batch.
    func open(_ bytes: [UInt8]) throws(FeedError) -> VerifiedBatch {
        let batch = try UnverifiedBatch(decoding: bytes)
        let known = min(batch.start.value, size.value)
        return try ComityFeed.open(batch, extending: range(to: known), key: Self.key.publicKey)
    }
}

extension SampleFeed {
    static func content(_ random: inout SeededRandom) -> Content {
        let names = ["Ana", "Bo", "Çelik", "Dmitri", "Eve", "Фёдор", "Grace"]
        var content = Content(type: .person)
        content.set(
            .names,
            to: .composite(of: [
                Component(1, .text(names.randomElement(using: &random)!)),
                Component(2, .text("Rey\(random.next() % 97)")),
            ]))
        content.set(.dob, to: .date(PartialDate(year: 1960 + Int(random.next() % 50), month: 3, day: 14)!))
        if random.next() % 3 > 0 { content.set(.phones, to: .text("+1503555\(1000 + random.next() % 9000)")) }
        content.set(.subjectCategory, to: .text("suspect"))
        return content
    }

    static func state(_ handle: UInt64, _ random: inout SeededRandom, version: UInt64 = 1) -> EntryBody {
        .state(
            StateEntry(
                handle: try! Handle(handle), version: version, clauses: [ClauseID("suspects")!],
                expires: Timestamp(milliseconds: 1_861_920_000_000), content: content(&random),
                statedAt: HybridTime(116_785_152_000_000_000 + random.next() % 4096), source: nil))
    }

    static func patch(_ handle: UInt64, base: LeafIndex, text: String) -> EntryBody {
        .patch(
            PatchEntry(
                handle: try! Handle(handle), version: 1, clauses: [ClauseID("suspects")!],
                expires: Timestamp(milliseconds: 1_861_920_000_000), base: base,
                patch: ContentPatch(set: [Field(.occupation, .text(text))], removed: []),
                statedAt: HybridTime(116_785_152_000_000_000)))
    }

    static func withdraw(_ handle: UInt64) -> EntryBody {
        .withdraw(WithdrawEntry(handle: try! Handle(handle), reason: .notShared))
    }

    /// `count` random entries about a few records, then a census, then a few more.
    static func random(count: Int, seed: UInt64) -> SampleFeed {
        var random = SeededRandom(seed: seed)
        var feed = SampleFeed()
        feed.append(.agreement(AgreementEntry(version: 1, digest: SHA256.hash([9]))))
        var bases: [UInt64: LeafIndex] = [:]
        func step(_ feed: inout SampleFeed) {
            let handle = random.next() % UInt64(max(3, count / 8))
            if let base = bases[handle], random.next() % 4 == 0 {
                feed.append(patch(handle, base: base, text: "driver \(random.next() % 9)"))
            } else if bases[handle] != nil, random.next() % 6 == 0 {
                feed.append(withdraw(handle))
                bases[handle] = nil
            } else {
                bases[handle] = feed.append(state(handle, &random))
            }
        }
        for _ in 0..<count { step(&feed) }
        feed.appendCensus()
        for _ in 0..<5 { step(&feed) }
        return feed
    }
}
