import ComityCore
import ComityFeed
import ComityNode
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// What was garbled on the way does not stay so while the link lives. Specs/sync.md#a-living-link
@Suite struct LivingLinkTests {
    /// Lets one agency's frames of a kind pass through `garble` on their way.
    private func garble(
        _ types: Set<FrameType>, of agency: AgencyID, in scene: Scene, _ garble: @escaping (inout [UInt8]) -> Void
    ) {
        scene.world.tamper = { from, _, bytes in
            var bytes = bytes
            if from == agency, bytes.count > 5, FrameType(rawValue: bytes[4]).map(types.contains) == true {
                garble(&bytes)
            }
            return [bytes]
        }
    }

    /// A minute or two for two heartbeats, and the time of a third.
    private let secondsUntilMended: Int64 = 200

    @Test func anOriginHearsAgainOfAMemberThatMisnamedItsFeed() throws {
        let scene = try Scene(["us-a", "us-b"])
        let name = try #require(try scene.log(of: scene[0].agency, at: 0)).feed.audience.bytes
        garble([.catalogue, .head], of: scene[1].agency, in: scene) { frame in
            for start in 5..<max(5, frame.count - name.count + 1)
            where frame[start..<start + name.count].elementsEqual(name) {
                frame[start + name.count - 1] ^= 1
            }
        }
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest(seconds: 10)
        #expect(try scene.shown(0, at: 1) == 0, "nothing is signed for whoever was not heard")
        scene.world.tamper = nil
        scene.rest(seconds: secondsUntilMended)
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(scene.world.isConnected(scene[0].agency, scene[1].agency), "nobody has dialled anew")
        try scene.expectHonesty()
    }

    @Test func aMemberAsksAgainWhereItsQuestionWasMisheard() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        scene.disconnect(0, 1)
        // From a later leaf than there is.
        garble([.want], of: scene[2].agency, in: scene) { $0[$0.count - 1] ^= 0x10 }
        scene.connect(1, 2)
        scene.rest(seconds: 10)
        #expect(try scene.shown(0, at: 2) == 0)
        scene.world.tamper = nil
        scene.rest(seconds: secondsUntilMended)
        #expect(try scene.shown(0, at: 2) == 1)
        #expect(scene.world.isConnected(scene[1].agency, scene[2].agency), "nobody has dialled anew")
        scene.connect(0, 2)
        scene.connect(0, 1)
        scene.rest()
        try scene.expectHonesty()
    }

    @Test func linksAtRestSayNoMoreThanTheirHeartbeats() throws {
        let scene = try Scene(["us-a", "us-b"])
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        var said: [FrameType: Int] = [:]
        scene.world.didArrive = { _, _, bytes in
            if bytes.count > 4, let type = FrameType(rawValue: bytes[4]) { said[type, default: 0] += 1 }
        }
        scene.rest(seconds: 600)
        #expect(said == [.heartbeat: 20])
    }

    /// The version that a batch names may come after the batch: nobody is to blame, and it is asked for then.
    @Test func aBatchUnderAVersionThatIsNotKnownYetWaits() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        let origin = scene[0].agency
        scene.world.tamper = { from, _, bytes in
            from == origin && bytes.count > 4 && bytes[4] == FrameType.agreement.rawValue ? [] : [bytes]
        }
        let signed = try scene.sign(TermsWriter.Terms(), holders: [0])
        try scene.add(at: 0)
        scene.rest(seconds: 10)
        #expect(try scene.shown(0, at: 1) == 0)
        #expect(scene.world.isConnected(origin, scene[1].agency))
        #expect(try scene.audited(at: 1)["peer-refused"] == nil)
        scene.world.tamper = nil
        let actions = try scene[1].node.importAgreement(signed, by: scene.actor, now: scene.world.now)
        scene.world.perform(actions, at: scene[1].agency)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }
}
