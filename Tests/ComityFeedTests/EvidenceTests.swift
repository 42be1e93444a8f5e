import ComityCore
import ComityMerkle
import Testing

@testable import ComityFeed

/// A relay can hide nothing: a bare leaf needs a census or purge of its origin that lists it.
@Suite struct EvidenceTests {
    private let feed = SampleFeed.random(count: 40, seed: 21)

    private var firstDead: UInt64 { (0..<40).first { feed.dead.isDead(LeafIndex($0)) } ?? 0 }
    private var firstLive: UInt64 { (1..<40).first { !feed.dead.isDead(LeafIndex($0)) } ?? 0 }

    /// The leaves 0..<40 with exactly `bare` as bare hashes.
    private func open(bare: Set<UInt64>, evidence: [DeadEvidence]) throws -> VerifiedBatch {
        let leaves = (0..<UInt64(40)).map { index -> BatchLeaf in
            bare.contains(index)
                ? .dead(level: 0, hash: feed.hashes[Int(index)])
                : .live(salt: feed.salt(LeafIndex(index)), body: feed.bodies[Int(index)].encoded)
        }
        let batch = try SealedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: feed.head(at: 40), leaves: leaves,
            salts: feed.salts(of: leaves, from: 0), evidence: evidence)
        return try feed.open(batch.bytes)
    }

    private func census(_ change: (DeadEvidence) -> DeadEvidence = { $0 }) throws -> [DeadEvidence] {
        [change(try #require(feed.censusEvidence(for: 0..<40)))]
    }

    @Test func aCountedLeafMayBeBare() throws {
        let opened = try open(bare: [firstDead], evidence: try census())
        #expect(opened.range == feed.range(to: 40))
        #expect(opened.evidenceHeads == [feed.head()])
    }

    @Test func aLiveLeafMayNotBeBare() throws {
        #expect(throws: FeedError(.malformedBatch, "")) { try open(bare: [firstLive], evidence: try census()) }
        #expect(throws: FeedError(.malformedBatch, "")) {
            try open(bare: [firstDead, firstLive], evidence: try census())
        }
    }

    @Test func withoutEvidenceNothingMayBeBare() throws {
        #expect(throws: FeedError(.malformedBatch, "")) { try open(bare: [firstDead], evidence: []) }
    }

    private func changed(
        _ evidence: DeadEvidence, index: LeafIndex? = nil, entry: Entry? = nil, head: SignedHead? = nil,
        proof: [Digest]? = nil, chunks: [DeadEvidence.Chunk]? = nil
    ) -> DeadEvidence {
        DeadEvidence(
            index: index ?? evidence.index, entry: entry ?? evidence.entry, head: head ?? evidence.head,
            proof: proof ?? evidence.proof, chunks: chunks ?? evidence.chunks)
    }

    @Test func aBitmapMustBeTheCensuses() throws {
        let evidence = try census { evidence in
            var bytes = evidence.chunks[0].bytes
            bytes[Int(firstLive / 8)] |= 1 << UInt8(firstLive % 8)
            return changed(
                evidence, chunks: [DeadEvidence.Chunk(number: 0, bytes: bytes, proof: evidence.chunks[0].proof)])
        }
        #expect(throws: FeedError(.badRoot, "")) { try open(bare: [firstLive], evidence: evidence) }
    }

    @Test func aChunkMustStandAtItsNumber() throws {
        let evidence = try census { evidence in
            changed(
                evidence, chunks: [DeadEvidence.Chunk(number: 1, bytes: evidence.chunks[0].bytes, proof: [])])
        }
        #expect(throws: FeedError(.badRoot, "")) { try open(bare: [firstDead], evidence: evidence) }
    }

    @Test func theCensusMustBeInTheTree() throws {
        let all = CensusEntry(size: TreeSize(40), deadCount: 40, bitmapRoot: .zero)
        let forged = try census { changed($0, entry: Entry(salt: $0.entry.salt, body: .census(all))) }
        #expect(throws: FeedError(.badRoot, "")) { try open(bare: [firstDead], evidence: forged) }
        let elsewhere = try census { changed($0, index: LeafIndex($0.index.value - 1)) }
        #expect(throws: FeedError(.badRoot, "")) { try open(bare: [firstDead], evidence: elsewhere) }
        let unsigned = try census {
            changed($0, head: SignedHead(size: $0.head.size, root: .zero, signature: $0.head.signature))
        }
        #expect(throws: FeedError(.badSignature, "")) { try open(bare: [firstDead], evidence: unsigned) }
    }

    @Test func anOrdinaryEntryProvesNothing() throws {
        let evidence = feed.evidence(at: LeafIndex(firstLive))
        #expect(throws: FeedError(.malformedBatch, "")) { try open(bare: [firstDead], evidence: [evidence]) }
    }

    @Test func evidenceIsInOrderAndOnce() throws {
        let evidence = try census()[0]
        #expect(throws: FeedError(.malformedBatch, "")) { try open(bare: [firstDead], evidence: [evidence, evidence]) }
        let twice = changed(evidence, chunks: evidence.chunks + evidence.chunks)
        #expect(throws: FeedError(.malformedBatch, "")) { try open(bare: [firstDead], evidence: [twice]) }
    }

    // MARK: Entries that reach ahead

    /// A feed of ten states and then `body`, as evidence for leaf 3 being dead.
    private func openWithEvidence(_ body: EntryBody, chunks: [DeadEvidence.Chunk] = []) throws -> VerifiedBatch {
        var random = SeededRandom(seed: 2)
        var feed = SampleFeed()
        for handle in 0..<UInt64(10) { feed.append(SampleFeed.state(handle, &random)) }
        let index = feed.append(body)
        for handle in 20..<UInt64(30) { feed.append(SampleFeed.state(handle, &random)) }
        let place = feed.evidence(at: index)
        let evidence = DeadEvidence(
            index: index, entry: place.entry, head: place.head, proof: place.proof, chunks: chunks)
        let leaves = feed.leaves(0..<21).enumerated().map { offset, leaf in
            offset == 3 ? BatchLeaf.dead(level: 0, hash: feed.hashes[3]) : leaf
        }
        let batch = try SealedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: feed.head(at: 21), leaves: leaves,
            salts: feed.salts(of: leaves, from: 0), evidence: [evidence])
        return try feed.open(batch.bytes)
    }

    @Test func aPurgeShowsItsLeaves() throws {
        #expect(throws: Never.self) {
            try openWithEvidence(.purge(PurgeEntry(leaves: [LeafIndex(3)], order: nil)))
        }
        #expect(throws: FeedError(.malformedBatch, "")) {
            try openWithEvidence(.purge(PurgeEntry(leaves: [LeafIndex(4)], order: nil)))
        }
    }

    /// Otherwise an origin could show one member a feed in which later leaves were dead from the start.
    @Test func aPurgeOfLaterLeavesProvesNothing() throws {
        #expect(throws: FeedError(.malformedBatch, "")) {
            try openWithEvidence(.purge(PurgeEntry(leaves: [LeafIndex(3), LeafIndex(15)], order: nil)))
        }
    }

    @Test func aPurgeHasNoBitmap() throws {
        let chunk = DeadEvidence.Chunk(number: 0, bytes: [UInt8](repeating: 0xFF, count: 512), proof: [])
        #expect(throws: FeedError(.malformedBatch, "")) {
            try openWithEvidence(.purge(PurgeEntry(leaves: [LeafIndex(3)], order: nil)), chunks: [chunk])
        }
    }

    @Test func aCensusBeyondItselfProvesNothing() throws {
        let bytes = [UInt8](repeating: 0xFF, count: 512)
        let chunk = DeadEvidence.Chunk(number: 0, bytes: bytes, proof: [])
        for (size, count, isRefused) in [(10, 9, false), (9, 9, true), (11, 9, true), (4096, 9, true), (10, 11, true)]
            as [(UInt64, UInt64, Bool)]
        {
            let census = CensusEntry(size: TreeSize(size), deadCount: count, bitmapRoot: TreeHash.leaf(bytes))
            if isRefused {
                #expect(throws: FeedError(.malformedBatch, "")) {
                    try openWithEvidence(.census(census), chunks: [chunk])
                }
            } else {
                #expect(throws: Never.self) { try openWithEvidence(.census(census), chunks: [chunk]) }
            }
        }
    }

    /// The quick test by bytes and the slow one by leaves agree.
    @Test func provenRangesAreTheSameByEightsAndByOnes() {
        var random = SeededRandom(seed: 31)
        for _ in 0..<300 {
            var chunk = [UInt8](repeating: 0xFF, count: 512)
            if random.next() & 1 == 0 { chunk[Int(random.next() % 16)] = UInt8(truncatingIfNeeded: random.next()) }
            let counted = VerifiedDead.counted(size: TreeSize(random.next() % 140), chunks: [0: chunk])
            let purged = VerifiedDead.purged([LeafIndex(random.next() % 140), LeafIndex(17)])
            let start = random.next() % 100
            let range = start..<start + random.next() % 40
            let slow = range.first { leaf in !counted.contains(LeafIndex(leaf)) && !purged.contains(LeafIndex(leaf)) }
            #expect(firstUnproven(of: range, by: [counted, purged]) == slow)
        }
    }
}
