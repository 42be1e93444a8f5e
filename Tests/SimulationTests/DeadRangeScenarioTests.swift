import ComityCore
import ComityNode
import ComitySimulator
import ComityStore
import Testing

/// Feeds of which long stretches are dead: they travel as one hash each.
@Suite struct DeadRangeScenarioTests {
    @Test func aNewcomerReceivesAFeedWithLongDeadRanges() throws {
        let scene = try Scene(["us-a", "us-b"])
        // More than twice 512 leaves, so that an aligned subtree of level 9 is dead as a whole.
        let ids = try (0..<1100).map { _ in try scene.add(at: 0) }
        scene.rest(seconds: 5)
        for id in ids { try scene.retract(id, at: 0) }
        scene.rest(seconds: 5)
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest(seconds: 10)
        #expect(try scene.log(of: scene[0].agency, at: 1)?.size == scene.log(of: scene[0].agency, at: 0)?.size)
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }
}
