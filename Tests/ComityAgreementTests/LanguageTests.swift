@testable import ComityAgreement
import ComityCore
import Testing

@Suite struct LanguageTests {
    @Test func readsItsOwnPrint() throws {
        let agreement = try Samples.agreement(Samples.designText)
        #expect(try Samples.agreement(agreement.text) == agreement)
        #expect(try Agreement(decoding: agreement.encoded) == agreement)
    }

    @Test func templatePassesWithWarnings() {
        let (agreement, diagnostics) = Agreement.parse(AgreementTemplate.text, file: "template")
        #expect(agreement != nil)
        #expect(diagnostics.map(\.severity) == [.warning, .warning, .warning])
    }

    @Test func audiencesPartitionTheRecipients() throws {
        let agreement = try Samples.agreement(Samples.designText)
        let audiences = agreement.audiences(from: Samples.agency("us-wa-safe"))
        #expect(audiences.map(\.members) == [[Samples.agency("us-or-sp"), Samples.agency("us-wa-kcso")]])
        #expect(agreement.audience(from: Samples.agency("us-wa-kcso"), to: Samples.agency("us-wa-safe")) == nil)
    }

    @Test func reportsSeveralErrorsInOneRun() {
        let text = Samples.text(
            clauses: """
                permit a { share persn(names) to polise }
                permit b { share person(nmaes, dob as initials) to police when tpl >= amber }
                withhold c { share any to any when names == x retain 5y }
                """)
        let (agreement, diagnostics) = Agreement.parse(text, file: "x.agreement")
        #expect(agreement == nil)
        #expect(
            diagnostics.filter { $0.severity == .error }.map(\.message) == [
                "`persn` is no record type; did you mean `person`?",
                "`polise` is no party or group of this agreement; did you mean `police`?",
                "`nmaes` is no field of `person`; did you mean `names`?",
                "`dob` has no form `initials`: it is no name",
                "`tpl` is no field of `person`; did you mean `tlp`?",
                "`names` is no field of `every type`",
                "`retain` belongs to `permit`, not to `withhold`",
            ])
        #expect(diagnostics[0].description.hasPrefix("x.agreement:13:18: error: "))
    }

    /// Suggestions are for people, who see so many lines: a peer's bytes are judged without.
    @Test func suggestionsAreAsManyAsAreShown() throws {
        let clauses = (0..<AgreementLimit.diagnostics + 20).map { "permit a\($0) { share person(names) to polise }" }
        let text = Samples.text(clauses: clauses.joined(separator: "\n"))
        let (_, diagnostics) = Agreement.parse(text, file: "x.agreement")
        #expect(diagnostics.count == AgreementLimit.diagnostics)
        #expect(diagnostics.filter { $0.severity == .error }.allSatisfy { $0.message.contains("did you mean") })
        let (_, silent) = Agreement.parse(text, file: "x.agreement", limitBytes: .max, suggests: false)
        #expect(!silent.contains { $0.message.contains("did you mean") })
    }
}
