import ComityAgreement
import ComityCore
import ComityRecords
import Testing

@Suite struct ExplanationTests {
    private func lines(_ content: Content) throws -> [String] {
        let projector = try Samples.projector(try Samples.agreement(Samples.designText))
        let explanation = projector.explain(content, updatedAt: Samples.updated, now: Samples.now)
        return [explanation.reason] + explanation.fields.map { "\($0.field): \($0.outcome.rawValue): \($0.reason)" }
    }

    @Test func saysWhichClauseDecides() throws {
        var content = Samples.suspect()
        content.set(.tlp, to: .text("AMBER"))
        #expect(
            try lines(content) == [
                "permitted by `suspects`, redacted by `birth-years`",
                "names: disclosed: permitted by `suspects`",
                "dob: redacted: permitted by `suspects`, redacted by `birth-years`",
                "phones: disclosed: permitted by `suspects`",
                "subject_category: withheld: no clause permits it",
                "legal_basis: withheld: no clause permits it",
                "tlp: disclosed: the marking travels with the record",
                "review_by: withheld: no clause permits it",
            ])
    }

    @Test func saysWhyAClauseCannotBeDecided() throws {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(1, .text("Ana"))]))
        #expect(
            try lines(content) == [
                "withheld by `suspects`, `victims`",
                "names: withheld: clause `suspects` cannot be decided: `subject_category` is absent, "
                    + "`legal_basis` is absent, `review_by` is absent",
            ])
    }

    @Test func saysWhatAnAmendmentChanges() throws {
        let old = try Samples.agreement(Samples.designText)
        let new = try Samples.agreement(
            Samples.designText.replacing("retain  5y", with: "retain  2y").replacing(
                "(dob as year)", with: "(names as initials)"
            )
            .replacing("2028-12-31", with: "2029-12-31").replacing(
                "police = us-wa-kcso, us-or-sp", with: "police = us-or-sp"))
        #expect(
            old.differences(to: new) == [
                "the last day changes from 2028-12-31 to 2029-12-31",
                "`us-wa-kcso` leaves group `police`",
                "clause `suspects`: how long it lasts changes from 5 years to 2 years",
                "clause `birth-years`: what it shares changes from person(dob as year) to person(names as initials)",
            ])
        #expect(old.differences(to: old).isEmpty)
    }
}
