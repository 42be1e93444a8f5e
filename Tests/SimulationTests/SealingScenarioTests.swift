import ComityCore
import ComitySimulator
import Testing

/// No key and nonce seals two things, whatever happens to the machine. Specs/store.md#sealing
@Suite struct SealingScenarioTests {
    @Test func noSlotIsUsedTwiceAcrossCrashesPowerCutsAndRestores() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.world.redials = true
        scene.connect(0, 1)
        let sealings = SealingWatch(scene.world)
        for round in 0..<6 {
            try scene[0].backUp()
            // More than one block of slots.
            for _ in 0..<120 { try scene.add(at: 0) }
            scene.rest(seconds: 1)
            try sealings.look()
            if round.isMultiple(of: 2) { scene[0].keys.writesUntilPowerCut = round }
            scene.world.crash(scene[0].agency)
            try sealings.look()
            if round.isMultiple(of: 3) { scene.world.restore(scene[0].agency, backup: round) }
        }
        scene.rest(seconds: 30)
        try sealings.look()
        #expect(sealings.violations == [])
    }

    /// A key folder that is rolled back, which operators are told never to do, hands slots out again.
    @Test func theWatchNoticesASlotThatIsUsedTwice() throws {
        let scene = try Scene(["us-a", "us-b"])
        let sealings = SealingWatch(scene.world)
        let old = try #require(scene[0].keys.read("seals"))
        scene.world.crash(scene[0].agency)
        try scene.add(at: 0)
        try sealings.look()
        #expect(sealings.violations == [])
        scene[0].keys.replaceSilently("seals", with: old)
        scene.world.crash(scene[0].agency)
        try scene.add(at: 0)
        try sealings.look()
        #expect(!sealings.violations.isEmpty)
    }
}
