import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityNode
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// An origin that signs what is not so.
@Suite struct HostileOriginTests {
    @Test func aHeadThatEvidenceShowedIsNoPlaceForABatchToEnd() throws {
        let scene = try Scene(["us-a", "us-c"], puppets: ["us-evil"])
        let evil = scene.puppets[0]
        scene.world.connect(evil.agency, scene[0].agency)
        scene.rest()
        let agreement = try #require(scene.agreement)
        var feed = PuppetFeed(evil, try #require(evil.feed(under: agreement)))
        let first = EntryBody.agreement(AgreementEntry(version: 1, digest: agreement.digest))
        // A head over fifty leaves that never come, beside a first batch of ten.
        try feed.send([first] + withdrawals(9, seed: 1), evidence: [try evidence(at: 49, of: feed)])
        scene.rest()
        let held = try #require(try scene.log(of: evil.agency, at: 0))
        #expect(try scene[0].store.head(of: held, size: TreeSize(50)) != nil)
        #expect(!held.isFrozen)
        try feed.send(withdrawals(90, seed: 2))
        scene.rest()
        let log = try #require(try scene.log(of: evil.agency, at: 0))
        #expect(log.size == TreeSize(100))
        #expect(try scene[0].store.head(of: log, size: TreeSize(50)) == nil)
        #expect(log.isFrozen, "the origin signed two stories")
        #expect(try scene.audited(at: 0)["heartbeat-alarm"] == 1)
        // Another member is not turned against the one that relays.
        scene.world.disconnect(evil.agency, scene[0].agency)
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.audited(at: 1)["peer-refused"] == nil)
        #expect(try scene.shown(0, at: 1) == 1)
    }

    @Test func anOriginCannotOpenEpochsWithoutEnd() throws {
        let scene = try Scene(["us-a"], puppets: ["us-evil"])
        let evil = scene.puppets[0]
        scene.world.connect(evil.agency, scene[0].agency)
        scene.rest()
        let agreement = try #require(scene.agreement)
        let id = try #require(evil.feed(under: agreement))
        for number in 1...UInt32(NodeLimits.epochsPerDay + 10) {
            var feed = PuppetFeed(evil, id, epoch: Epoch(number))
            try feed.send([.agreement(AgreementEntry(version: 1, digest: agreement.digest))])
            scene.rest(seconds: 1)
        }
        #expect(try scene.log(of: evil.agency, at: 0)?.epoch == Epoch(UInt32(NodeLimits.epochsPerDay) + 1))
        #expect(try scene.audited(at: 0)["peer-refused"] == 1)
    }

    /// A proof of a fork concerns its epoch: what is held of an earlier one stays, a later one is frozen as it begins.
    @Test func aForkOfALaterEpochIsRememberedForThatEpoch() throws {
        let scene = try Scene(["us-a"], puppets: ["us-evil"])
        let evil = scene.puppets[0]
        scene.world.connect(evil.agency, scene[0].agency)
        scene.rest()
        let agreement = try #require(scene.agreement)
        let id = try #require(evil.feed(under: agreement))
        let first = EntryBody.agreement(AgreementEntry(version: 1, digest: agreement.digest))
        var feed = PuppetFeed(evil, id)
        try feed.send([first])
        scene.rest()
        func fork(_ epoch: Epoch) throws -> FeedFork {
            let heads = try [1, 2].map {
                try SignedHead(
                    feed: id, epoch: epoch, size: TreeSize(9), root: SHA256.hash([$0]), signer: evil.nodeKey)
            }
            return FeedFork(feed: id, epoch: epoch, first: heads[0], second: heads[1])
        }
        for _ in 0..<2 {
            evil.send(.fork(try fork(Epoch(3))))
            scene.rest(seconds: 1)
        }
        #expect(try scene.audited(at: 0)["fork-proved"] == 1)
        var log = try #require(try scene.log(of: evil.agency, at: 0))
        #expect(log.epoch == .first && !log.isFrozen)
        feed = PuppetFeed(evil, id, epoch: Epoch(2))
        try feed.send([first])
        scene.rest()
        // An ended epoch is of no interest.
        evil.send(.fork(try fork(.first)))
        scene.rest()
        log = try #require(try scene.log(of: evil.agency, at: 0))
        #expect(log.epoch == Epoch(2) && log.size == TreeSize(1) && !log.isFrozen)
        feed = PuppetFeed(evil, id, epoch: Epoch(3))
        try feed.send([first])
        scene.rest()
        log = try #require(try scene.log(of: evil.agency, at: 0))
        #expect(log.epoch == Epoch(3) && log.isFrozen)
        #expect(try scene.audited(at: 0)["peer-refused"] == nil)
    }

    /// No agreement can allow yet to pass on what another agency said.
    @Test func anotherAgencysRecordIsNotTakenFromWhoPassesItOn() throws {
        var told = try Telling()
        let state = try told.state(Telling.person("Secret"))
        let source: CBORValue = .array([.text("us-a"), .text("scene"), .integer(7), .integer(1)])
        try told.feed.send([try told.encoded(state, adding: (15, source))])
        told.scene.rest()
        #expect(try told.shown() == 0)
        #expect(try told.readable() == [.agreement])
        #expect(try told.scene.audited(at: 0)["entry-refused"] == 1)
    }

    /// A known kind with a key that it does not have is refused: it hides the record, and a withdrawal reaches it.
    @Test func aStateWithAnUnknownKeyIsNotKept() throws {
        var told = try Telling()
        let base = told.feed.range.end
        let state = try told.state(Telling.person("Secret"))
        try told.feed.send([.state(state)])
        told.scene.rest()
        #expect(try told.shown() == 1)
        try told.feed.send([try told.encoded(state, adding: (99, 1))])
        told.scene.rest()
        #expect(try told.shown() == 0)
        #expect(try told.readable() == [.agreement, .state])
        #expect(try told.dead() == [base], "as its origin counts")
        try told.feed.send([.withdraw(WithdrawEntry(handle: state.handle, reason: .error))])
        told.scene.rest()
        #expect(try told.readable() == [.agreement, .withdraw])
    }

    @Test func epochsAreCountedFromOne() throws {
        let told = try Telling()
        var feed = PuppetFeed(told.evil, told.feed.feed, epoch: Epoch(0))
        try feed.send([.agreement(AgreementEntry(version: 1, digest: told.agreement.digest))])
        told.scene.rest()
        #expect(try told.scene.audited(at: 0)["peer-refused"] == 1)
    }

    /// A million dead leaves fit 200 KB; they are 256 rows and not a million statements.
    @Test func aMillionDeadLeavesAreTakenInChunks() throws {
        let told = try Telling()
        let count: UInt64 = 1 << 20
        let hash = SHA256.hash([1])
        let bitmap = try DeadBitmap(chunks: (0..<256).map { _ in [UInt8](repeating: 255, count: 512) })
        let body = EntryBody.census(bitmap.census(size: TreeSize(count)))
        let salt = Salt(derived: [UInt8](repeating: 9, count: 16))
        var range = CompactRange()
        try range.append(subtreeRoot: hash, level: 20)
        range.append(Entry.leafHash(salt: salt, body: body.encoded))
        let epoch = Epoch(2)
        let head = try SignedHead(
            feed: told.feed.feed, epoch: epoch, size: TreeSize(range.end), root: range.root, signer: told.evil.nodeKey)
        let evidence = DeadEvidence(
            index: LeafIndex(count), entry: Entry(salt: salt, body: body), head: head, proof: [hash],
            chunks: (0..<256).map { .init(number: $0, bytes: bitmap.chunks[0], proof: bitmap.proof(ofChunk: $0)) })
        let batch = try SealedBatch(
            feed: told.feed.feed, epoch: epoch, start: LeafIndex(0), head: head,
            leaves: [.dead(level: 20, hash: hash), .live(salt: salt, body: body.encoded)], salts: .listed([salt]),
            evidence: [evidence])
        told.evil.send(.batch(batch.bytes))
        told.scene.rest(seconds: 5)
        let log = try told.log()
        #expect(log.size == TreeSize(count + 1))
        #expect(log.census == LeafIndex(count))
        #expect(try told.scene[0].store.countedBitmap(of: log) == bitmap)
    }

    private func withdrawals(_ count: Int, seed: UInt64) -> [EntryBody] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in .withdraw(WithdrawEntry(handle: .random(&random), reason: .error)) }
    }

    /// A census at `index` of another tree than the one that the feed will have, with a signed head after it.
    private func evidence(at index: UInt64, of feed: PuppetFeed) throws -> DeadEvidence {
        let census = Entry(
            salt: Salt(derived: [UInt8](repeating: 9, count: 16)),
            body: .census(DeadBitmap().census(size: TreeSize(index))))
        var tree = CompactRange()
        for leaf in 0..<index { tree.append(SHA256.hash([UInt8(leaf)])) }
        // What stands before the last leaf, nearest first, is its inclusion proof.
        let proof = Array(tree.hashes.reversed())
        tree.append(TreeHash.leaf(census.encoded))
        let head = try SignedHead(
            feed: feed.feed, epoch: feed.epoch, size: TreeSize(tree.end), root: tree.root,
            signer: feed.puppet.nodeKey)
        return DeadEvidence(index: LeafIndex(index), entry: census, head: head, proof: proof, chunks: [])
    }
}
