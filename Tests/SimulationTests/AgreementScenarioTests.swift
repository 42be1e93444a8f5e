import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Agreements in motion.
@Suite struct AgreementScenarioTests {
    @Test func widenNarrowWidenDoesNotResurrect() throws {
        let scene = try Scene(["us-a", "us-b"])
        var wide = TermsWriter.Terms()
        wide.categories = ["suspect", "witness"]
        let narrow = TermsWriter.Terms()
        scene.connect(0, 1)
        let gone = try scene.add(at: 0, category: "witness")
        try scene.add(at: 0, category: "witness")
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.sign(wide)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 3)
        try scene.sign(narrow)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.retract(gone, at: 0)
        scene.rest()
        try scene.sign(wide)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 2)
        try scene.expectHonesty()
    }

    @Test func aNarrowerVersionMasksAtOnceWhatItsOriginHasNotTakenBack() throws {
        let scene = try Scene(["us-a", "us-b"])
        var wide = TermsWriter.Terms()
        wide.categories = ["suspect", "witness"]
        try scene.sign(wide)
        scene.connect(0, 1)
        try scene.add(at: 0, category: "witness")
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 2)
        scene.disconnect(0, 1)
        try scene.sign(TermsWriter.Terms(), holders: [1])
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1, "the origin knows nothing of it yet")
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    @Test func aChangedAudienceBeginsAgainAndComesBackInANewEpoch() throws {
        let scene = try Scene(["us-a", "us-b", "us-safe"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        var police = TermsWriter.Terms()
        police.isForPoliceOnly = true
        try scene.sign(police)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try scene.shown(0, at: 2) == 0)
        try scene.sign(TermsWriter.Terms())
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try scene.shown(0, at: 2) == 1)
        try scene.expectHonesty()
    }

    @Test func aMemberThatTheNewVersionLeavesOutDestroysItsViews() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        try scene.add(at: 0)
        try scene.add(at: 2)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        try scene.sign(TermsWriter.Terms(), without: scene[2].agency)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 0)
        #expect(try scene.shown(2, at: 0) == 0)
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    @Test func aMemberLeftOutWhileAnotherJoinsLearnsOfIt() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        scene.connect(0, 1)
        scene.connect(0, 2)
        try scene.sign(TermsWriter.Terms(), without: scene[1].agency)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1)
        try scene.sign(TermsWriter.Terms(), without: scene[2].agency)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try scene.shown(0, at: 2) == 0)
        try scene.expectHonesty()
    }

    @Test func aClockThatFallsBackDeclaresNoOlderVersion() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        try scene.add(at: 0)
        var later = TermsWriter.Terms()
        later.effective = scene.world.now.adding(milliseconds: 60_000).description
        try scene.sign(later)
        scene.rest(seconds: 70)
        scene.world.setClock(of: scene[0].agency, offsetMilliseconds: -200_000)
        scene.world.crash(scene[0].agency)
        scene.connect(0, 1)
        try scene.add(at: 0)
        scene.rest()
        scene.world.setClock(of: scene[0].agency, offsetMilliseconds: 0)
        scene.rest(seconds: 300)
        #expect(try scene.shown(0, at: 1) == 2)
        #expect(try scene.audited(at: 1)["entry-refused"] == nil)
        try scene.expectHonesty()
    }

    @Test func anAgreementThatEndsTakesItsViewsWithIt() throws {
        let scene = try Scene(["us-a", "us-b"])
        var terms = TermsWriter.Terms()
        terms.until = "2026-06-10"
        try scene.sign(terms)
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        scene.world.leap(milliseconds: 30 * Timestamp.millisecondsPerDay)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 0)
        for place in 0..<2 { #expect(try scene.audited(at: place)["agreement-ended"] == 1) }
        try scene.expectHonesty()
    }

    @Test func timeAloneWithdraws() throws {
        let scene = try Scene(["us-a", "us-b"])
        var terms = TermsWriter.Terms()
        terms.needsReview = true
        try scene.sign(terms)
        let id = try scene.add(at: 0)
        try scene.edit(id, at: 0) { content in
            if let day = PartialDate(parsing: "2026-06-20") { content.set(.reviewBy, to: .date(day)) }
        }
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        scene.disconnect(0, 1)
        scene.world.leap(milliseconds: 30 * Timestamp.millisecondsPerDay)
        #expect(try scene.shown(0, at: 1) == 0, "both sides hide it, whether they can hear each other or not")
        scene.connect(0, 1)
        scene.rest()
        try scene.expectHonesty()
    }

    @Test func aLinkFollowsItsEnds() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let one = try scene.add(at: 0)
        let other = try scene.add(at: 0, category: "victim")
        _ = try scene.add(RecordMaker().link(from: .local(one), to: .local(other)), at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.edit(other, at: 0) { $0.set(.subjectCategory, to: .text("suspect")) }
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 3)
        try scene.retract(one, at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }
}
