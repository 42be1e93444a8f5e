import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Restrictions go before everything else, however much waits. Specs/node.md#projection-order
@Suite struct RestrictionScenarioTests {
    @Test func moreRunsOutThanOneStepTakes() throws {
        let scene = try Scene(["us-a", "us-b"], itemsPerStep: 1)
        var terms = TermsWriter.Terms()
        terms.needsReview = true
        try scene.sign(terms)
        let ids = try (0..<4).map { _ in try scene.add(at: 0) }
        for id in ids {
            try scene.edit(id, at: 0) { content in
                if let day = PartialDate(parsing: "2026-06-20") { content.set(.reviewBy, to: .date(day)) }
            }
        }
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 4)
        scene.world.leap(milliseconds: 30 * Timestamp.millisecondsPerDay)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 0)
        try scene.expectHonesty()
    }

    @Test func aFieldThatAConditionTestsRestrictsToo() throws {
        let scene = try Scene(["us-a", "us-b"], itemsPerStep: 1)
        var terms = TermsWriter.Terms()
        terms.withholdsSecrets = true
        try scene.sign(terms)
        for _ in 0..<4 { try scene.add(at: 0) }
        let secret = try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 5)
        for _ in 0..<4 { try scene.add(at: 0) }
        try scene.edit(secret, at: 0) { $0.set(.nationality, to: .text(TermsWriter.Terms.secret)) }
        scene.rest()
        #expect(try scene.shown(0, at: 1) == 8)
        try scene.expectHonesty()
    }

    @Test func aMatchWithAViewThatRanOutIsTakenBack() throws {
        let scene = try Scene(["us-a", "us-b"])
        var terms = TermsWriter.Terms()
        terms.needsReview = true
        try scene.sign(terms)
        var person = Content(type: .person)
        person.set(
            .names,
            to: .composite(of: [
                Component(NamePart.given, .text("Marisol")), Component(NamePart.family, .text("Quintanilla")),
            ]))
        if let day = PartialDate(parsing: "1985-03-12") { person.set(.dob, to: .date(day)) }
        if let day = PartialDate(parsing: "2026-06-20") { person.set(.reviewBy, to: .date(day)) }
        person.set(.phones, to: .composite(of: [Component(PhonePart.e164, .text("+15035550123"))]))
        person.set(.sex, to: .text("female"))
        person.set(.subjectCategory, to: .text("suspect"))
        for place in 0..<2 { _ = try scene.add(person, at: place) }
        scene.connect(0, 1)
        scene.rest()
        #expect(try scene[1].store.pairCount(decision: .proposed) == 1)
        scene.disconnect(0, 1)
        scene.world.leap(milliseconds: 30 * Timestamp.millisecondsPerDay)
        scene.rest()
        #expect(try scene[1].store.pairCount(decision: .proposed) == 0)
        scene.connect(0, 1)
        scene.rest()
        try scene.expectHonesty()
    }
}
