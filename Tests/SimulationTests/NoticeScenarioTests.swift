import ComityAgreement
import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// One party's word that an agreement rests, goes on, or has ended.
@Suite struct NoticeScenarioTests {
    @Test func aSuspensionTravelsThroughAnotherPartyAndHidesEverywhere() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        for place in 0..<3 { try scene.add(at: place) }
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        try scene.give(.suspend, at: 1)
        scene.rest()
        for place in 0..<3 {
            #expect(!scene.isInForce(at: place), "node \(place)")
            #expect(try scene.audited(at: place)["agreement-suspended"] == 1)
            #expect(try scene.audited(at: place)["peer-refused"] == nil)
        }
        let size = try #require(try scene.log(of: scene[0].agency, at: 2)).size
        try scene.add(at: 0)
        scene.rest()
        #expect(try #require(try scene.log(of: scene[0].agency, at: 2)).size == size, "nothing is sent meanwhile")
        try scene.expectHonesty()
    }

    @Test func whatChangedMeanwhileIsToldWhenItGoesOn() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let gone = try scene.add(at: 0)
        let narrowed = try scene.add(at: 0)
        let edited = try scene.add(at: 0)
        scene.rest()
        try scene.give(.suspend, at: 1)
        scene.rest()
        try scene.retract(gone, at: 0)
        try scene.edit(narrowed, at: 0) { $0.set(.subjectCategory, to: .text("victim")) }
        try scene.edit(edited, at: 0) { $0.set(.sex, to: .text("female")) }
        for _ in 0..<3 { try scene.add(at: 0) }
        scene.rest()
        try scene.give(.resume, at: 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 4)
        #expect(scene.isInForce(at: 0))
        #expect(try scene.audited(at: 0)["agreement-resumed"] == 1)
        try scene.expectHonesty()
    }

    @Test func aSuspensionSurvivesLossAndRestart() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.world.redials = true
        scene.connect(0, 1)
        scene.connect(1, 2)
        try scene.add(at: 0)
        scene.rest()
        scene.world.partition(scene[0].agency, scene[1].agency)
        try scene.give(.suspend, at: 0)
        scene.rest()
        #expect(scene.isInForce(at: 1), "nobody could tell it")
        for place in 0..<3 { scene.world.crash(scene[place].agency) }
        #expect(!scene.isInForce(at: 0), "a restart forgets no suspension")
        scene.world.heal()
        scene.connect(0, 1)
        scene.connect(1, 2)
        scene.rest(seconds: 10)
        for place in 0..<3 { #expect(!scene.isInForce(at: place), "node \(place)") }
        try scene.give(.resume, at: 0)
        scene.world.disconnect(scene[0].agency, scene[1].agency)
        for place in 0..<3 { scene.world.crash(scene[place].agency) }
        scene.rest(seconds: 30)
        for place in 0..<3 { #expect(scene.isInForce(at: place), "node \(place)") }
        try scene.expectHonesty()
    }

    @Test func aRestoredNodeHearsOfTheSuspensionThatItForgot() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        try scene[0].backUp()
        try scene.give(.suspend, at: 0)
        scene.rest()
        scene.world.restore(scene[0].agency, backup: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(!scene.isInForce(at: 0))
        #expect(!scene.isInForce(at: 1))
    }

    @Test func onlyThePartyThatSuspendedCanResume() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.give(.suspend, at: 0)
        try scene.give(.suspend, at: 1)
        scene.rest()
        try scene.give(.resume, at: 1, afterMilliseconds: 1)
        scene.rest()
        for place in 0..<2 { #expect(!scene.isInForce(at: place)) }
        try scene.give(.resume, at: 0)
        scene.rest()
        for place in 0..<2 { #expect(scene.isInForce(at: place)) }
        try scene.expectHonesty()
    }

    @Test func whatATerminationEndsIsDestroyedForGood() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        try scene.add(at: 0)
        scene.rest()
        try scene.give(.terminate, at: 1)
        scene.rest()
        for place in 1..<3 { #expect(try scene.shown(0, at: place) == 0) }
        for place in 0..<3 { #expect(try scene.audited(at: place)["agreement-ended"] == 1) }
        try scene.give(.resume, at: 1, afterMilliseconds: 1)
        scene.rest()
        for place in 0..<3 { #expect(!scene.isInForce(at: place)) }
        try scene.expectHonesty()
    }

    @Test func aSlowClockDelaysNoSuspension() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        scene.world.setClock(of: scene[1].agency, offsetMilliseconds: -240_000)
        try scene.give(.suspend, at: 0)
        scene.rest()
        #expect(!scene.isInForce(at: 1))
    }

    @Test func aSuspensionOfALaterDayActsThen() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        try scene.give(.suspend, at: 0, afterMilliseconds: Timestamp.millisecondsPerDay)
        scene.rest()
        for place in 0..<2 { #expect(scene.isInForce(at: place)) }
        scene.world.leap(milliseconds: Timestamp.millisecondsPerDay)
        scene.rest()
        for place in 0..<2 { #expect(!scene.isInForce(at: place)) }
        try scene.expectHonesty()
    }

    @Test func aPartyCannotFillTheStoreWithNotices() throws {
        let scene = try Scene(["us-a", "us-b"])
        let day = Timestamp.millisecondsPerDay
        for number in 0..<AgreementLimit.noticesPerParty {
            try scene.give(.resume, at: 0, afterMilliseconds: Int64(number + 1) * day)
        }
        #expect(throws: ControlFailure.self) { try scene.give(.resume, at: 0, afterMilliseconds: 100 * day) }
        #expect(try scene[0].store.notices().count == AgreementLimit.noticesPerParty)
        scene.world.leap(milliseconds: 40 * day)
        try scene.give(.suspend, at: 0)
        #expect(try scene[0].store.notices().count == 1, "what a later word replaces is forgotten")
    }

    /// Frames under the agreement may be under way when the other side has learned of its suspension already.
    @Test func whatIsUnderWayAtASuspensionIsNoFault() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
        for _ in 0..<5 { try scene.add(at: 0) }
        scene.world.run(milliseconds: 2)
        try scene.give(.suspend, at: 1)
        scene.rest(seconds: 70)
        #expect(try scene.audited(at: 1)["peer-refused"] == nil)
        #expect(try scene.audited(at: 0)["peer-refused"] == nil)
        try scene.give(.resume, at: 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 5, "what was passed over is sent again")
        try scene.expectHonesty()
    }
}
