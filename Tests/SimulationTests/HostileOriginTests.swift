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

    private func withdrawals(_ count: Int, seed: UInt64) -> [EntryBody] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in .withdraw(WithdrawEntry(handle: .random(&random), reason: .error)) }
    }

    /// A census at `index` of another tree than the one that the feed will have, with a signed head after it.
    private func evidence(at index: UInt64, of feed: PuppetFeed) throws -> DeadEvidence {
        let census = Entry(
            salt: Salt(derived: [UInt8](repeating: 9, count: 16)),
            body: .census(DeadBitmap().census(size: TreeSize(0))))
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
