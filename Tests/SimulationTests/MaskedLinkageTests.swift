import ComityCore
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Linkage sees what a reader may see, and no more.
@Suite struct MaskedLinkageTests {
    @Test func aViewThatTheNewestVersionMasksIsNoCandidate() throws {
        let scene = try Scene(["us-a", "us-b"])
        for place in 0..<2 { _ = try scene.add(person(), at: place) }
        scene.connect(0, 1)
        scene.rest(seconds: 20)
        #expect(try scene[1].store.pairCount(decision: .proposed) == 1)
        // Its origin is away and does not know that the terms have become narrower: nobody withdraws the view.
        scene.disconnect(0, 1)
        var narrower = TermsWriter.Terms()
        narrower.categories = ["convicted"]
        try scene.sign(narrower, holders: [1])
        scene.rest(seconds: 20)
        let log = try #require(try scene.log(of: scene[0].agency, at: 1))
        #expect(try scene[1].store.viewCount(of: log) == 1)
        #expect(try scene[1].store.pairCount(decision: .proposed) == 0)
    }

    private func person() -> Content {
        var content = Content(type: .person)
        content.set(
            .names,
            to: .composite(of: [
                Component(NamePart.given, .text("Elena")), Component(NamePart.family, .text("Dragomirescu")),
            ]))
        content.set(.dob, to: .date(PartialDate(year: 1985, month: 3, day: 11)!))
        content.set(.phones, to: .composite(of: [Component(PhonePart.e164, .text("+12065550101"))]))
        content.set(.subjectCategory, to: .text("suspect"))
        return content
    }
}
