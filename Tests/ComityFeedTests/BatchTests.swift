import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

@testable import ComityFeed

@Suite struct BatchTests {
    private func bodies(_ batch: VerifiedBatch) -> [UInt64: [UInt8]] {
        var bodies: [UInt64: [UInt8]] = [:]
        for case .live(let index, _, _, let encoded, let body) in batch.leaves {
            bodies[index.value] = encoded
            #expect(body.encoded == encoded)
        }
        return bodies
    }

    @Test func whatIsSealedOpens() throws {
        for seed: UInt64 in 1...6 {
            let feed = SampleFeed.random(count: 60, seed: seed)
            var random = SeededRandom(seed: seed)
            for _ in 0..<12 {
                let start = random.next() % (feed.size.value - 1)
                let end = start + 1 + random.next() % (feed.size.value - start)
                let listed = random.next() & 1 == 0
                let batch = try feed.seal(start..<end, bareDead: random.next() % 4 != 0, listed: listed)
                let opened = try feed.open(batch.bytes)
                #expect(opened.range == feed.range(to: end))
                for (leaf, body) in bodies(opened) { #expect(body == feed.bodies[Int(leaf)].encoded) }
                #expect(try UnverifiedBatch(decoding: batch.bytes).encoded == batch.bytes)
            }
        }
    }

    @Test func aChainOfBatchesLeadsToTheSameRoot() throws {
        let feed = SampleFeed.random(count: 200, seed: 9)
        var range = CompactRange()
        for start in stride(from: 0, to: feed.size.value, by: 37) {
            let end = min(start + 37, feed.size.value)
            let batch = try UnverifiedBatch(decoding: try feed.seal(start..<end).bytes)
            range = try open(batch, extending: range, key: SampleFeed.key.publicKey).range
        }
        #expect(range.root == feed.range(to: feed.size.value).root)
    }

    @Test func deadSubtreesTravelAsOneHash() throws {
        var feed = SampleFeed()
        var random = SeededRandom(seed: 1)
        for _ in 0..<64 { feed.append(SampleFeed.state(7, &random)) }
        feed.appendCensus()
        let batch = try feed.seal(0..<65)
        let opened = try feed.open(batch.bytes)
        #expect(opened.leaves.count == 8)  // 32 + 16 + 8 + 4 + 2 + 1 dead leaves, the live state and the census
        #expect(batch.bytes.count < 1600)
    }

    /// Every bit of a batch is bound: by the signature, a hash, or the one spelling of the format. Two places say
    /// nothing and are free: zstd frames have several spellings, and of the seed of a single leaf only the first half,
    /// the salt, is used. A flip there yields the same entries.
    @Test func everyFlippedBitIsRefusedOrMeansTheSame() throws {
        let feed = SampleFeed.random(count: 14, seed: 3)
        for listed in [false, true] {
            let bytes = try feed.seal(4..<feed.size.value, listed: listed).bytes
            let expected = bodies(try feed.open(bytes))
            let free = try freeBytes(of: bytes)
            for bit in 0..<8 * bytes.count {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                do throws(FeedError) {
                    let opened = try feed.open(flipped)
                    #expect(free.contains { $0.contains(bit / 8) }, "byte \(bit / 8) is not bound")
                    #expect(bodies(opened) == expected)
                    #expect(opened.range == feed.range(to: feed.size.value))
                } catch {
                    #expect(error.family == .peer)
                }
            }
        }
    }

    /// Where the columns lie, and the second halves of seeds that stand for one leaf.
    private func freeBytes(of bytes: [UInt8]) throws -> [Range<Int>] {
        let batch = try UnverifiedBatch(decoding: bytes)
        var free = [bytes.count - batch.columns.count..<bytes.count]
        guard case .cover(let cover) = batch.salts else { return free }
        for leaf in batch.start.value..<batch.head.size.value where cover.contains(leaf) {
            let seed = try cover.derive(leaf)
            // A seed below a larger one does not stand in the batch.
            if let place = bytes.indices.first(where: { bytes[$0...].starts(with: seed) }) {
                free.append(place + Salt.lengthBytes..<place + seed.count)
            }
        }
        return free
    }

    @Test func everyCutIsRefused() throws {
        let feed = SampleFeed.random(count: 14, seed: 3)
        let bytes = try feed.seal(0..<feed.size.value).bytes
        for count in 0..<bytes.count {
            #expect(throws: FeedError(.malformedBatch, "")) { try UnverifiedBatch(decoding: Array(bytes[..<count])) }
        }
        #expect(throws: FeedError(.malformedBatch, "")) { try UnverifiedBatch(decoding: bytes + [0]) }
        let oversized = [UInt8](repeating: 0, count: FeedLimits.batchBytes + 1)
        #expect(throws: FeedError(.limitExceeded, "")) { try UnverifiedBatch(decoding: oversized) }
    }

    @Test func reorderedEntriesAreRefused() throws {
        let feed = SampleFeed.random(count: 10, seed: 4)
        var leaves = feed.leaves(0..<10, bareDead: false)
        leaves.swapAt(3, 4)
        let batch = try SealedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: feed.head(at: 10), leaves: leaves,
            salts: feed.salts(of: leaves, from: 0, listed: true), evidence: [])
        #expect(throws: FeedError(.badRoot, "")) { try feed.open(batch.bytes) }
    }

    @Test func aBatchMustContinueWhatIsKnown() throws {
        let feed = SampleFeed.random(count: 20, seed: 5)
        let batch = try UnverifiedBatch(decoding: try feed.seal(10..<20, bareDead: false).bytes)
        for known: UInt64 in [0, 9, 11, 20] {
            #expect(throws: FeedError(.wrongPosition, "")) {
                try open(batch, extending: feed.range(to: known), key: SampleFeed.key.publicKey)
            }
        }
    }

    @Test func anotherKeysSignatureIsRefused() throws {
        let feed = SampleFeed.random(count: 5, seed: 5)
        let other = try SigningKey(seed: [UInt8](repeating: 8, count: 32))
        let leaves = feed.leaves(0..<5, bareDead: false)
        let batch = try SealedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: feed.head(at: 5, signer: other),
            leaves: leaves, salts: feed.salts(of: leaves, from: 0), evidence: [])
        #expect(throws: FeedError(.badSignature, "")) { try feed.open(batch.bytes) }
    }

    // MARK: Extent

    private func unverified(
        _ segments: [Segment], start: UInt64 = 0, size: UInt64, salts: Int = 0
    ) throws(FeedError) -> UnverifiedBatch {
        let head = SignedHead(
            size: TreeSize(size), root: .zero, signature: [UInt8](repeating: 0, count: SignedHead.signatureBytes))
        let batch = UnverifiedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(start), head: head, segments: segments,
            salts: .listed([Salt](repeating: Salt(derived: [UInt8](repeating: 0, count: 16)), count: salts)),
            evidence: [], columns: [])
        return try UnverifiedBatch(decoding: batch.encoded)
    }

    @Test func segmentsFillTheBatchExactly() throws {
        #expect(throws: Never.self) {
            try unverified([.live(count: 3), .dead(level: 0, hash: .zero)], size: 4, salts: 3)
        }
        let refused: [([Segment], UInt64, UInt64, Int)] = [
            ([], 0, 0, 0),
            ([.live(count: 0)], 0, 0, 0),
            ([.live(count: 3)], 0, 4, 3),
            ([.live(count: 3)], 0, 2, 3),
            ([.live(count: 1), .live(count: 1)], 0, 2, 2),
            ([.live(count: 2)], 0, 2, 1),
            ([.live(count: 2)], 0, 2, 3),
            ([.dead(level: 1, hash: .zero)], 1, 3, 0),
            ([.dead(level: 40, hash: .zero)], 1 << 39, (1 << 39) + (1 << 40), 0),
        ]
        for (segments, start, size, salts) in refused {
            #expect(throws: FeedError(.malformedBatch, "")) {
                try unverified(segments, start: start, size: size, salts: salts)
            }
        }
    }

    @Test func levelsBeyondAnyLogAreRefused() throws {
        for level: UInt64 in [41, 63, 64, 65, 1 << 32] {
            #expect(throws: FeedError(.malformedBatch, "")) {
                try unverified([.dead(level: level, hash: .zero)], size: 1 << 41)
            }
        }
    }

    @Test func positionsBeyondAnyLogAreRefused() throws {
        let end = UInt64(Int64.max)
        #expect(throws: FeedError(.malformedBatch, "")) {
            try unverified([.dead(level: 40, hash: .zero), .dead(level: 40, hash: .zero)], start: end - 1, size: end)
        }
    }

    // MARK: Sealing

    @Test func moreThanABatchHoldsIsNotSealed() throws {
        let feed = SampleFeed.random(count: 4, seed: 2)
        let leaf = feed.leaves(0..<1, bareDead: false)[0]
        let leaves = [BatchLeaf](repeating: leaf, count: FeedLimits.leavesPerBatch + 1)
        let head = SignedHead(
            size: TreeSize(UInt64(leaves.count)), root: .zero, signature: [UInt8](repeating: 0, count: 64))
        #expect(throws: FeedError(.limitExceeded, "")) {
            try SealedBatch(
                feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: head, leaves: leaves,
                salts: feed.salts(of: leaves, from: 0, listed: true), evidence: [])
        }
    }

    @Test func saltsThatDoNotFitAreNotSealed() throws {
        let feed = SampleFeed.random(count: 8, seed: 2)
        let leaves = feed.leaves(0..<8, bareDead: false)
        for salts in [feed.salts(of: Array(leaves.dropLast()), from: 0), .listed([])] {
            #expect(throws: FeedError(.malformedBatch, "")) {
                try SealedBatch(
                    feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: feed.head(at: 8), leaves: leaves,
                    salts: salts, evidence: [])
            }
        }
    }

    /// A body of a later version is kept, and sealed again for others, as it is.
    @Test func unknownKindsAreKept() throws {
        let body = CBORValue.map([CBORPair(0, 99), CBORPair(1, "later")]).encoded
        let opened = try openSingle(body)
        guard case .unreadable(_, _, _, let kept, _) = opened.leaves[0] else {
            Issue.record("a body of an unknown kind was read")
            return
        }
        #expect(kept == body)
    }

    @Test func bodiesThatAreNotDeterministicAreRefused() throws {
        // Keys in the wrong order; the columns carry it, the leaf hash fits, and still it is refused.
        let body: [UInt8] = [0xA2, 0x01, 0x00, 0x00, 0x00]
        #expect(throws: FeedError(.malformedBatch, "")) { try openSingle(body) }
        #expect(throws: FeedError(.malformedBatch, "")) { try openSingle([0x61, 0xFF]) }
    }

    private func openSingle(_ body: [UInt8]) throws -> VerifiedBatch {
        let salt = Salt(derived: [UInt8](repeating: 5, count: 32))
        var range = CompactRange()
        range.append(Entry.leafHash(salt: salt, body: body))
        let head = try SignedHead(
            feed: SampleFeed.id, epoch: .first, size: TreeSize(1), root: range.root, signer: SampleFeed.key)
        let batch = try SealedBatch(
            feed: SampleFeed.id, epoch: .first, start: LeafIndex(0), head: head,
            leaves: [.live(salt: salt, body: body)], salts: .listed([salt]), evidence: [])
        return try open(
            try UnverifiedBatch(decoding: batch.bytes), extending: CompactRange(), key: SampleFeed.key.publicKey)
    }
}
