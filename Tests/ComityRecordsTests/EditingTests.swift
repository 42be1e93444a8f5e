import ComityCore
import ComityRecords
import Testing

@Suite struct EditingTests {
    private func person(_ settings: [(path: String, value: String)]) throws -> Content {
        try Content(type: Schema.current.requireType(named: "person"), settings: settings)
    }

    @Test func settingsMakeClaims() throws {
        let content = try person([
            ("names.given", "Ana"), ("names.family", "Ruiz"), ("names[1].full", "La Reina"),
            ("names[1].kind", "Moniker"),
            ("dob", "1985-03"), ("tlp", "tlp:amber"), ("nationality", "RO"), ("nationality", "BG"),
            ("emails", "a@b.example"), ("victim_protected", "no"), ("height_cm", "171"),
        ])
        #expect(
            content.json().text
                == #"{"type":"person","names":[{"given":"Ana","family":"Ruiz"},{"full":"La Reina","kind":"moniker"}],"#
                + #""dob":"1985-03-XX","emails":[{"address":"a@b.example"}],"nationality":["BG","RO"],"height_cm":[171],"#
                + #""tlp":"AMBER","victim_protected":false}"#)
        #expect(
            content.rows().map { "\($0.path)=\($0.text)" } == [
                "names[0].given=Ana", "names[0].family=Ruiz", "names[1].full=La Reina", "names[1].kind=moniker",
                "dob=1985-03-XX", "emails.address=a@b.example", "nationality[0]=BG", "nationality[1]=RO",
                "height_cm=171", "tlp=AMBER", "victim_protected=false",
            ])
    }

    @Test func editsReplacePartsAndRemove() throws {
        let content = try person([
            ("names.given", "Ana"), ("names.family", "Ruiz"), ("nationality", "RO"), ("dob", "1985"),
        ])
        let edited = try content.editing(
            settings: [("names.given", "Anna"), ("dob", "1986"), ("nationality[0]", "BG")], removing: ["names.family"])
        #expect(edited == (try person([("names.given", "Anna"), ("nationality", "BG"), ("dob", "1986")])))
        #expect(
            try edited.editing(settings: [], removing: ["names[0].given", "dob"]) == person([("nationality", "BG")]))
        #expect(
            try content.editing(settings: [("nationality", "BG")], removing: ["nationality"])[.nationality].count == 1)
    }

    @Test(arguments: [
        ("names.givn", "x", "`names.givn` is no field of person: `names` has parts: `given`, `family`"),
        ("dbo", "x", "`dbo` is no field of person: did you mean `dob`?"),
        ("dob.year", "1", "`dob.year` is no field of person: `dob` has no parts"),
        ("names..given", "x", "`names..given` is no field path: write it as `dob`, `names.given` or `names[1].given`"),
        ("names[-1]", "x", "`names[-1]` is no field path"), ("names[9999]", "x", "is no field path"),
        ("Names", "x", "is no field path"), ("names[0", "x", "is no field path"), ("", "x", "`` is no field path"),
        ("dob", "1985-02-30", "`1985-02-30` is no value of `dob`: write a date as `1985-03-14`"),
        ("dob", "", "`dob` is empty: unset it instead"),
        (
            "tlp", "purple",
            "`purple` is no value of `tlp`: write one of `CLEAR`, `GREEN`, `AMBER`, `AMBER+STRICT`, `RED`"
        ),
        ("victim_protected", "maybe", "write `true` or `false`"),
        ("height_cm", "500", "write a whole number from 20 to 280"),
        ("subject_category", "baddie", "write one of `suspect`, `convicted`"),
    ])
    func refusalsNameThePathAndWhatIsAllowed(path: String, value: String, reason: String) throws {
        #expect { try person([(path, value)]) } throws: { error in
            let found = (error as? RecordError)?.reason ?? "none"
            if !found.contains(reason) { print(found) }
            return found.contains(reason)
        }
    }

    @Test func aPartOfSeveralClaimsNeedsAnIndex() throws {
        let content = try person([
            ("names.given", "Ana"), ("names.family", "Ruiz"), ("names[1].full", "La Reina"),
            ("names[1].kind", "moniker"),
        ])
        for edit in [([("names.given", "Eva")], []), ([], ["names.given"])] as [([(String, String)], [String])] {
            #expect(throws: RecordError(.malformedPath, "")) {
                try content.editing(settings: edit.0.map { (path: $0.0, value: $0.1) }, removing: edit.1)
            }
        }
        let edited = try content.editing(settings: [("names[0].given", "Eva")], removing: [])
        #expect(edited.rows().map { "\($0.path)=\($0.text)" }.first == "names[0].given=Eva")
    }

    @Test func whatIsNotSetCannotBeUnset() throws {
        let content = try person([("names.given", "Ana")])
        for path in ["dob", "names[1]", "names.family"] {
            #expect(throws: RecordError(.unknownField, "")) { try content.editing(settings: [], removing: [path]) }
        }
    }

    @Test func rawValuesAreProblemsButNoGroundToRefuse() throws {
        let content = Content(type: .person, fields: [Field(.dob, .text("19851345")), Field(1000, .text("x"))])
        let problems = Schema.current.problems(of: content)
        #expect(problems.map(\.isRaw) == [true, false])
        #expect(problems[0].description == "`dob`: `19851345` is not allowed: write \(ValueShape.date.summary)")
        #expect(throws: RecordError(.malformedValue, "")) { try Schema.current.validate(content) }
        try Schema.current.validate(content.unsetting(1000))
        let twice = Content(type: .person, fields: [Field(.tlp, claims: [Claim(.text("RED")), Claim(.text("GREEN"))])])
        #expect(Schema.current.problems(of: twice)[0].reason == "takes one value, not 2")
    }

    @Test func positionsAreDegrees() throws {
        let location = try Content(
            type: Schema.current.requireType(named: "location"),
            settings: [("position.lat", "-47.6062"), ("position.lon", "122"), ("position.radius_m", "50")])
        #expect(location.rows().map(\.text) == ["-47.606200", "122.000000", "50"])
        for wrong in ["90.1", "+1", "1.", "1.0000001", "--1", "1e1", ".5"] {
            #expect(throws: RecordError(.malformedValue, "")) {
                try location.editing(settings: [("position.lat", wrong)], removing: [])
            }
        }
    }

    @Test func datesOfTheCalendarOnly() {
        for text in ["1985-03-14", "1985-03-XX", "1985-XX-XX", "XXXX-03-14", "1985-XX-31", "XXXX-02-29", "2024-02-29"] {
            #expect(PartialDate(parsing: text)?.description == text)
        }
        for text in ["1985-02-29", "1985-13-01", "1985-04-31", "0000-01-01", "XXXX-XX-XX", "85-01-01", "1985-1-1", ""] {
            #expect(PartialDate(parsing: text) == nil)
        }
        #expect(PartialDate(parsing: "1985-03")?.yearOnly == PartialDate(year: 1985))
    }

    @Test func referencesKeepTheirForm() throws {
        let wire = RecordReference.wire(
            agency: AgencyID(unchecked: "us-or-sp"), agreement: AgreementID(unchecked: "ht"), handle: try Handle(7))
        let local = RecordReference.local(RecordID(high: 1, low: 2))
        for reference in [wire, local] { #expect(RecordReference(reference.value) == reference) }
        #expect(RecordReference(.text("x")) == nil)
        #expect(RecordReference(.composite([Component(1, .text("zz"))])) == nil)
    }

    @Test func theSchemaIsInOrder() {
        #expect(Set(Schema.current.types.map(\.name)).count == Schema.current.types.count)
        for type in Schema.current.types {
            let numbers = type.fields.map(\.number)
            #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
            #expect(Set(type.fields.map(\.name)).count == numbers.count)
            for field in type.fields {
                let parts = field.composite?.parts.map(\.number) ?? []
                #expect(parts == parts.sorted() && Set(parts).count == parts.count)
            }
        }
    }
}
