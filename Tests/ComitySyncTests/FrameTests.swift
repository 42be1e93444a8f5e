import ComityCore
import ComityCrypto
import ComityFeed
import Testing

@testable import ComitySync

@Suite struct FrameTests {
    private func reencoded(_ type: FrameType, _ body: [UInt8]) throws(SyncError) -> [UInt8] {
        try Frame(type: type, body: body).encoded
    }

    @Test func everyFrameReadsBackAsItself() throws {
        for frame in Samples.frames {
            let encoded = frame.encoded
            var deframer = Deframer()
            deframer.append(encoded)
            let (type, body) = try #require(try deframer.next(limitBytes: SyncLimits.frameBytes))
            #expect(type == frame.type)
            #expect(try reencoded(type, body) == encoded)
        }
    }

    @Test func cutAndExtendedFramesAreRefused() throws {
        for frame in Samples.frames {
            switch frame.type {
            case .card, .agreement, .batch, .notice: continue
            default: break
            }
            let body = Array(frame.encoded[5...])
            for count in 0..<body.count {
                #expect(throws: SyncError(.malformedFrame, "")) { try reencoded(frame.type, Array(body[..<count])) }
            }
            #expect(throws: SyncError(.malformedFrame, "")) { try reencoded(frame.type, body + [0]) }
        }
    }

    private func writeHeads(_ heads: [FeedHead]) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 3)
        writer.array(count: heads.count)
        for head in heads { head.write(into: &writer) }
        for _ in 0..<2 { writer.array(count: 0) }
        return writer.bytes
    }

    @Test func listsHaveOneOrder() throws {
        let first = Samples.head(size: 1, origin: "a")
        let second = Samples.head(size: 1, origin: "b")
        #expect(throws: Never.self) { try reencoded(.catalogue, writeHeads([first, second])) }
        #expect(throws: SyncError(.malformedFrame, "")) { try reencoded(.catalogue, writeHeads([second, first])) }
        #expect(throws: SyncError(.malformedFrame, "")) { try reencoded(.catalogue, writeHeads([first, first])) }
        let sorted = Samples.catalogue
        #expect(sorted.heads.map(\.feed.origin.text) == ["us-or-sp", "us-wa-kcso"])
        #expect(sorted.versions.map(\.version) == [1, 2])
        #expect(
            sorted.versions[0].signers
                == Catalogue.Version.digest(ofSigners: [AgencyID("us-or-sp")!, AgencyID("us-wa-kcso")!]))
        #expect(Samples.refusal.items.map(\.leaf.value) == [4, 9])
    }

    @Test func emptyFeedsDoNotChangeTheDigest() {
        let known = Catalogue(heads: [Samples.head], versions: [])
        let more = Catalogue(heads: [Samples.head, Samples.head(size: 0, origin: "us-or-sp")], versions: [])
        #expect(known.digest == more.digest)
        #expect(known.digest != Catalogue(heads: [], versions: []).digest)
    }

    /// The largest catalogue that the limits allow passes before sharing is agreed.
    @Test func theLargestCatalogueFitsAFrame() throws {
        let longest = String(repeating: "a", count: nameLimitBytes - 5)
        let heads = (0..<SyncLimits.feedsPerCatalogue).map { number in
            FeedHead(
                feed: FeedID(
                    origin: AgencyID(longest + "\(10_000 + number)")!,
                    agreement: AgreementID(longest + "aaaaa")!, audience: AudienceID(truncating: .zero)),
                epoch: Epoch(.max), size: .limit, root: .zero)
        }
        let versions = (0..<SyncLimits.agreementsPerCatalogue).map { number in
            Catalogue.Version(
                agreement: AgreementID(longest + "\(10_000 + number)")!, version: UInt64(UInt32.max), digest: .zero,
                signers: [])
        }
        let notices = (0..<SyncLimits.noticesPerCatalogue).map { number in
            Catalogue.Notice(agreement: AgreementID(longest + "\(10_000 + number)")!, digest: .zero)
        }
        let frame = Frame.catalogue(Catalogue(heads: heads, versions: versions, notices: notices)).encoded
        #expect(frame.count < SyncLimits.unagreedFrameBytes)
        #expect(throws: Never.self) { try reencoded(.catalogue, Array(frame[5...])) }
        let more = Frame.catalogue(Catalogue(heads: heads + [Samples.head], versions: [])).encoded
        #expect(throws: SyncError(.malformedFrame, "")) { try reencoded(.catalogue, Array(more[5...])) }
    }

    @Test func reasonsAreCutToWhatAPeerTakes() throws {
        for reason in [
            "done", String(repeating: "x", count: 900), String(repeating: "é", count: 300),
            "e" + String(repeating: "\u{301}", count: 400),
        ] {
            let encoded = Frame.close(reason: reason).encoded
            guard case .close(let read) = try Frame(type: .close, body: Array(encoded[5...])) else {
                Issue.record("no close")
                return
            }
            #expect(read.utf8.count <= SyncLimits.reasonBytes)
            #expect(reason.unicodeScalars.starts(with: read.unicodeScalars))
        }
    }

    @Test func heartbeatsAreSigned() throws {
        let other = try SigningKey(seed: [UInt8](repeating: 9, count: 32)).publicKey
        try Samples.heartbeat.verify(key: Samples.key.publicKey)
        #expect(throws: SyncError(.malformedFrame, "")) { try Samples.heartbeat.verify(key: other) }
        let body = Array(Frame.heartbeat(Samples.heartbeat).encoded[5...])
        for bit in 0..<8 * body.count {
            var flipped = body
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SyncError.self) {
                guard case .heartbeat(let read) = try Frame(type: .heartbeat, body: flipped) else { return }
                try read.verify(key: Samples.key.publicKey)
            }
        }
    }

    @Test func aForkNeedsTwoSignedRootsOfOneSize() throws {
        let key = Samples.key.publicKey
        try Samples.fork.verify(key: key)
        let one = Samples.signed(root: 1)
        let longer = try SignedHead(
            feed: Samples.feed, epoch: .first, size: TreeSize(8), root: SHA256.hash([5]), signer: Samples.key)
        let unsigned = SignedHead(size: one.size, root: .zero, signature: one.signature)
        for second in [one, longer, unsigned] {
            let fork = FeedFork(feed: Samples.feed, epoch: .first, first: one, second: second)
            #expect(throws: SyncError(.malformedFrame, "")) { try fork.verify(key: key) }
        }
    }

    @Test func headsOrderByEpochThenSize() {
        let short = Samples.head(size: 3)
        let restored = FeedHead(feed: Samples.feed, epoch: Epoch(2), size: TreeSize(1), root: .zero)
        #expect(restored.isAhead(of: short))
        #expect(!short.isAhead(of: restored))
        #expect(!short.isAhead(of: short))
    }
}

@Suite struct DeframerTests {
    @Test func lengthsAreCheckedAtOnce() {
        var deframer = Deframer()
        deframer.append([0, 0, 4, 1])
        #expect(throws: SyncError(.limitExceeded, "")) { try deframer.next(limitBytes: 1024) }
        deframer = Deframer()
        deframer.append([0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: SyncError(.limitExceeded, "")) { try deframer.next(limitBytes: SyncLimits.frameBytes) }
    }

    @Test func typesAreCheckedBeforeTheBodyArrives() {
        for type: UInt8 in [0, 14, 255] {
            var deframer = Deframer()
            deframer.append([0, 0, 4, 0, type])
            #expect(throws: SyncError(.malformedFrame, "")) { try deframer.next(limitBytes: 1024) }
        }
    }

    @Test func manySmallFramesCostLinearTime() throws {
        let one = Deframer.frame(.head, [UInt8](repeating: 0, count: 20))
        var deframer = Deframer()
        deframer.append(Array(repeatElement(one, count: 50_000).joined()))
        var count = 0
        while try deframer.next(limitBytes: 1024) != nil { count += 1 }
        #expect(count == 50_000)
        #expect(deframer.pendingBytes == 0)
    }

    @Test func whatWasTakenIsLetGo() throws {
        let large = Deframer.frame(.batch, [UInt8](repeating: 0, count: 4 << 20))
        var deframer = Deframer()
        for start in stride(from: 0, to: large.count, by: 1 << 16) {
            deframer.append(Array(large[start..<min(start + 1 << 16, large.count)]))
        }
        #expect(try deframer.next(limitBytes: SyncLimits.frameBytes) != nil)
        #expect(deframer.capacityBytes <= 64 << 10)
    }
}

@Suite struct SubscriptionTests {
    private func subscription(_ leaf: UInt64 = 0) -> Subscription {
        Subscription(epoch: .first, from: LeafIndex(leaf))
    }

    @Test func theWindowFillsAndEmpties() {
        var subscription = subscription()
        for batch in 1...UInt64(SyncLimits.unacknowledgedBatches) {
            #expect(subscription.hasRoom)
            subscription.didSend(upTo: TreeSize(batch * 10))
        }
        #expect(!subscription.hasRoom)
        #expect(subscription.lag(behind: TreeSize(100)) == 100)
        subscription.acknowledge(epoch: .first, size: TreeSize(9))
        #expect(!subscription.hasRoom)
        subscription.acknowledge(epoch: .first, size: TreeSize(10))
        #expect(subscription.hasRoom)
        #expect(subscription.acknowledged == TreeSize(10))
        #expect(subscription.sent == TreeSize(40))
        subscription.acknowledge(epoch: .first, size: TreeSize(40))
        #expect(subscription.lag(behind: TreeSize(40)) == 0)
        #expect(subscription.lag(behind: TreeSize(30)) == 0)
    }

    @Test func oldAndForeignAcknowledgementsChangeNothing() {
        var subscription = subscription(20)
        subscription.didSend(upTo: TreeSize(30))
        let before = subscription
        subscription.acknowledge(epoch: Epoch(2), size: TreeSize(30))
        #expect(subscription == before)
        subscription.acknowledge(epoch: .first, size: TreeSize(5))
        #expect(subscription == before)
    }

    /// What the peer got from somebody else need not be sent again.
    @Test func whatARelayDeliveredCounts() {
        var subscription = subscription()
        subscription.didSend(upTo: TreeSize(10))
        subscription.acknowledge(epoch: .first, size: TreeSize(25))
        #expect(subscription.sent == TreeSize(25))
        #expect(subscription.hasRoom)
    }

    /// A batch that was sealed before a relay overtook it does not pull the account back.
    @Test func sendingNeverGoesBack() {
        var subscription = subscription()
        subscription.acknowledge(epoch: .first, size: TreeSize(25))
        subscription.didSend(upTo: TreeSize(20))
        #expect(subscription.sent == TreeSize(25))
        for _ in 0..<SyncLimits.unacknowledgedBatches { #expect(subscription.hasRoom) }
    }
}
