import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComitySimulator
import ComitySync
import Testing

/// What a party that the others have left behind can still do, and what it is still told: nothing of theirs.
/// Specs/agreement.md#in-force
@Suite struct FormerPartyTests {
    private let scene: Scene
    private let former: Puppet
    private let sock: SigningKey

    init() throws {
        scene = try Scene(["us-a", "us-b"], puppets: ["us-former"])
        former = scene.puppets[0]
        var random = SeededRandom(seed: 5)
        sock = try SigningKey.generate(&random)
    }

    /// The version `after` so many more, among the former party and somebody whom it made up.
    private func madeUp(after versions: Int) throws -> SignedAgreement {
        var writer = scene.writer
        let parties = [
            TermsWriter.Signatory(agency: former.agency, agencyClass: "police", key: former.root.publicKey),
            TermsWriter.Signatory(
                agency: try AgencyID(parsing: "us-sock"), agencyClass: "police", key: sock.publicKey),
        ]
        for _ in 0..<versions { _ = try writer.next(TermsWriter.Terms(), parties: parties) }
        var signed = SignedAgreement(try #require(writer.latest))
        for key in [former.root, sock] { try signed.sign(with: key, signedBefore: nil) }
        return signed
    }

    private func tellBoth(_ signed: SignedAgreement) {
        for node in scene.nodes {
            scene.world.connect(former.agency, node.agency)
            scene.rest()
            former.send(.agreement(signed.encoded))
            scene.rest()
            scene.world.disconnect(former.agency, node.agency)
        }
    }

    private func expectSharing() throws {
        for place in 0..<2 {
            #expect(scene.isInForce(at: place))
            #expect(try scene.shown(1 - place, at: place) == 1)
            #expect(try scene.audited(at: place)["agreement-ended"] == nil)
            #expect(try scene.audited(at: place)["peer-refused"] == nil)
        }
    }

    @Test(arguments: [1, 6]) func aFormerPartyEndsNothingBetweenTheOthers(versions: Int) throws {
        try scene.sign(TermsWriter.Terms(), without: former.agency)
        for place in 0..<2 { try scene.add(at: place) }
        scene.connect(0, 1)
        scene.rest()
        tellBoth(try madeUp(after: versions))
        try expectSharing()
        try scene.sign(TermsWriter.Terms(), without: former.agency)
        scene.rest()
        try expectSharing()
        try scene.expectHonesty()
    }

    @Test func onePartyAloneLeavesNobodyOut() throws {
        for place in 0..<2 { try scene.add(at: place) }
        scene.connect(0, 1)
        scene.rest()
        tellBoth(try madeUp(after: 1))
        try expectSharing()
    }

    @Test func aFormerPartyIsToldOfTheVersionThatLeavesItOutAndNoMore() throws {
        for _ in 0..<3 { try scene.sign(TermsWriter.Terms(), without: former.agency) }
        try scene.give(.suspend, at: 1)
        scene.connect(0, 1)
        scene.world.connect(former.agency, scene[0].agency)
        scene.rest()
        for _ in 0..<50 { former.send(.catalogue(Catalogue(heads: [], versions: []))) }
        scene.rest()
        var told: [UInt32: Int] = [:]
        for frame in former.inbox where frame.type == FrameType.agreement.rawValue {
            told[try SignedAgreement(decoding: frame.body).agreement.version, default: 0] += 1
        }
        #expect(told.keys.sorted() == [1, 2])
        #expect(!former.inbox.contains { $0.type == FrameType.notice.rawValue })
    }
}
