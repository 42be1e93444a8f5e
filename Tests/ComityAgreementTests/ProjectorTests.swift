import ComityAgreement
import ComityCore
import ComityRecords
import Testing

@Suite struct ProjectorTests {
    private func project(_ content: Content, _ text: String = Samples.designText) throws -> Projection {
        try Samples.projector(Samples.agreement(text)).project(content, updatedAt: Samples.updated, now: Samples.now)
    }

    @Test func sharesWhatAPermitNames() throws {
        let projection = try project(Samples.suspect())
        #expect(projection.content?.fields.map(\.number) == [.names, .dob, .phones])
        #expect(projection.clauses == [ClauseID("suspects")!])
        #expect(projection.outcome == .disclosed)
        #expect(projection.expires == (try Timestamp(parsing: "2027-01-01")))
    }

    @Test func redactsUnderAMarking() throws {
        var content = Samples.suspect()
        content.set(.tlp, to: .text("AMBER"))
        let projection = try project(content)
        #expect(projection.content?.value(.dob) == .date(PartialDate(year: 1985)!))
        #expect(projection.content?.value(.tlp) == .text("AMBER"))
        #expect(projection.redactions == [ClauseID("birth-years")!])
        #expect(projection.outcome == .redacted)
    }

    @Test func withholdsAVictim() throws {
        var content = Samples.suspect()
        content.set(.victimProtected, to: .boolean(true))
        let projection = try project(content)
        #expect(projection.content == nil)
        #expect(projection.refusal == .withheld([ClauseID("victims")!]))
        #expect(projection.nextChange == nil)
    }

    @Test func withholdsWhatItCannotDecide() throws {
        let projection = try project(Samples.suspect().unsetting(.subjectCategory))
        #expect(projection.refusal == .withheld([ClauseID("suspects")!, ClauseID("victims")!]))
    }

    @Test func holdsAnUnknownMarking() throws {
        var content = Samples.suspect()
        content.set(.tlp, to: .text("PURPLE"))
        #expect(try project(content).refusal == .held(.unknownMarking("tlp")))
    }

    /// While the year that may be meant is the present one, a withhold errs: the disclosure ends where that begins.
    @Test(arguments: [("dob in [now]", "2027-01-01"), ("not (dob not in [now + 30d])", "2026-12-02")])
    func aListThatNamesThePresentChangesWithIt(condition: String, expires: String) throws {
        let clauses = """
            permit all { share person(names, dob) to us-or-sp }
            withhold some { share person to us-or-sp when \(condition) }
            """
        var content = Samples.suspect()
        content.set(.dob, to: .date(PartialDate(year: 2027)!))
        let projection = try project(content, Samples.text(clauses: clauses))
        #expect(projection.expires == (try Timestamp(parsing: expires)))
    }

    @Test func purposesAreThoseThatEachPermitAllows() throws {
        let agreement = try Samples.agreement(
            Samples.text(
                clauses: """
                      permit both { share person(names) to any use investigation, rescue }
                      permit one  { share person(dob) to us-or-sp use rescue, prosecution }
                      permit free { share person(sex) to any }
                    """))
        let (both, one, free) = (ClauseID("both")!, ClauseID("one")!, ClauseID("free")!)
        #expect(agreement.purposes(of: [free]) == .any)
        #expect(agreement.purposes(of: [both, free]) == .only(["investigation", "rescue"]))
        #expect(agreement.purposes(of: [both, one]) == .only(["rescue"]))
        #expect(agreement.purposes(of: [ClauseID("gone")!]) == .only([]))
        #expect(!agreement.purposes(of: [one]).allow(nil) && agreement.purposes(of: [one]).allow("rescue"))
        let demanded = agreement.demandedPurposes(from: Samples.agency("us-wa-kcso"), to: Samples.agency("us-wa-safe"))
        #expect(demanded == ["investigation", "rescue"])
    }

    @Test func admitsWhatItProjects() throws {
        let agreement = try Samples.agreement(Samples.designText)
        let projection = try project(Samples.suspect())
        let admission = try Admission(
            agreement: agreement, origin: Samples.agency("us-wa-kcso"), recipient: Samples.agency("us-or-sp"))
        let content = try #require(projection.content)
        #expect(
            admission.admit(content, clauses: projection.clauses, expires: projection.expires, now: Samples.now)
                == .admitted)
        var tampered = content
        tampered.set(.occupation, to: .text("driver"))
        #expect(
            admission.admit(tampered, clauses: projection.clauses, expires: projection.expires, now: Samples.now)
                == .refused(.fieldNotShared("occupation")))
    }
}
