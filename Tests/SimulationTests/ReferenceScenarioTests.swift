import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// What is said of a record that others know too. Specs/node.md#references
@Suite struct ReferenceScenarioTests {
    @Test func aLinkToAPartnersRecordGoesWithIt() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        for (one, other) in [(0, 1), (0, 2), (1, 2)] { scene.connect(one, other) }
        let theirs = try scene.add(at: 1)
        let ours = try scene.add(at: 0)
        scene.rest()
        let link = RecordMaker().link(from: .local(ours), to: try scene.name(1, at: 0))
        _ = try scene.add(link, at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 2)
        try scene.expectHonesty()
        try scene.retract(theirs, at: 1)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 1, "the record stays, what was said of the other one goes")
        try scene.expectHonesty()
    }

    @Test func aLinkWaitsForWhoeverIsNotShownItsEnd() throws {
        let scene = try Scene(["us-a", "us-b", "us-c"])
        for (one, other) in [(0, 1), (0, 2), (1, 2)] { scene.connect(one, other) }
        var terms = TermsWriter.Terms()
        terms.favours = true
        try scene.sign(terms)
        try scene.add(at: 1)
        let mine = try scene.add(at: 2)
        scene.rest()
        _ = try scene.add(RecordMaker().link(from: .local(mine), to: try scene.name(1, at: 2)), at: 2)
        scene.rest()
        #expect(try scene.shown(2, at: 0) == 1, "us-a has no such name for it")
        try scene.expectHonesty()
    }

    @Test func namesOfAnotherAgreementStayAtHome() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let ours = try scene.add(at: 0)
        try scene.add(at: 1)
        scene.rest()
        guard case .wire(let agency, _, let handle) = try scene.name(1, at: 0) else { return }
        let elsewhere = RecordReference.wire(
            agency: agency, agreement: try AgreementID(parsing: "elsewhere"), handle: handle)
        _ = try scene.add(RecordMaker().link(from: .local(ours), to: elsewhere), at: 0)
        try scene.edit(ours, at: 0) { $0.set(.sameAs, to: elsewhere.value) }
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    @Test func whatIsTheSameIsSaidWhileItIsShown() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let theirs = try scene.add(at: 1)
        let ours = try scene.add(at: 0)
        scene.rest()
        let name = try scene.name(1, at: 0)
        try scene.edit(ours, at: 0) { $0.set(.sameAs, to: name.value) }
        scene.rest()
        #expect(try said(scene) == [name.value])
        try scene.retract(theirs, at: 1)
        scene.rest()
        #expect(try said(scene) == [])
        try scene.expectHonesty()
    }

    /// What us-b is told that us-a's only record is the same as.
    private func said(_ scene: Scene) throws -> [Value] {
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        let shown = try ConvergenceChecker.shown(log.feed, at: scene[1], now: scene.world.now)
        return try #require(shown.values.first)[.sameAs].map(\.value)
    }

    @Test func aReferenceThatIsNoneStopsNothing() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        var link = RecordMaker().link(from: .local(try scene.add(at: 0)), to: .local(try scene.add(at: 0)))
        link.set(.linkTo, to: .composite(of: [Component(ReferencePart.record, .text("abcd"))]))
        _ = try scene.add(link, at: 0)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 3)
        try scene.expectHonesty()
    }
}
